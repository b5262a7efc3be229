/* A mail as SMTP carries it (RFC 5322, MIME). Pure. */
#ifndef NOTIFICATION_MAIL_H
#define NOTIFICATION_MAIL_H

#include "base/uuid.h"
#include "wire/buffer.h"

struct mail {
    struct uuid message; /* becomes the Message-ID: the same at every try */
    int64_t at;
    struct str from_name;
    struct str sender;    /* address */
    struct str to;        /* address */
    const char *language; /* RFC 5646 */
    struct str subject;
    struct str body;
};

/* What our own mails may carry: one address, ASCII, without comments. */
bool mail_address_is_valid(struct str address);

/* Both addresses must be valid. Lines end with CR LF. */
void mail_write(const struct mail *mail, struct buffer *out);

#endif
