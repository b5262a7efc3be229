/*
 * Handing a mail to a server, by libcurl. It blocks: only jobs call it. The
 * caller has called curl_global_init() before there was a second thread.
 */
#ifndef NOTIFICATION_SMTP_H
#define NOTIFICATION_SMTP_H

#include "base/arena.h"
#include "mail.h"
#include "notification_messages.h"

/*
 * From the settings: CW_SMTP_URL ("smtp://mail.example.org:587"; none: no
 * mail is made), CW_SMTP_SENDER, CW_SMTP_USER, CW_SMTP_PASSWORD_FILE. The
 * password is read at each use, so that it can be changed.
 */
struct smtp_settings {
    const char *url;
    const char *sender;
    const char *user;
    const char *password_file;
};

/* False, with the reason logged, for settings that cannot work. */
bool smtp_read_settings(struct smtp_settings *out);

struct smtp_result {
    enum attempt_outcome outcome;
    int reply_code;         /* 0 if the server said nothing */
    char enhanced_code[12]; /* RFC 3463, "5.1.1"; may be empty */
};

/*
 * Never logs nor keeps what the server said beyond its codes: servers repeat
 * the address. With a user, nothing is sent unless the line is encrypted.
 */
void smtp_send(const struct smtp_settings *settings, const struct mail *mail,
        struct smtp_result *out);

/* For smtp_send() and its test: what a server's last words mean. */
enum attempt_outcome smtp_outcome(int reply_code);
void smtp_note_reply(struct smtp_result *result, const char *line, size_t len);

#endif
