#include "mail.h"

#include "base/clock.h"

#include <sodium.h>

enum {
    WORD_BYTES = 39, /* of text in an encoded word, so that lines stay short */
    LINE_BYTES = 57, /* of text in a base64 line of 76 characters */
};

static bool
is_address_char(char c)
{
    return c > ' ' && c < 0x7f && !strchr("()<>[],;:\\\"@", c);
}

bool
mail_address_is_valid(struct str address)
{
    const char *at = memchr(address.data, '@', address.len);
    size_t local = at ? (size_t)(at - address.data) : 0;

    if (local == 0 || local > 64 || local + 1 >= address.len ||
            address.len > 254)
        return false;
    for (size_t i = 0; i < address.len; i++)
        if (i != local && !is_address_char(address.data[i]))
            return false;
    return at[1] != '.' && at[1] != '-' && address.data[address.len - 1] != '.';
}

static void
append_base64(const char *data, size_t size, struct buffer *out)
{
    char text[sodium_base64_ENCODED_LEN(LINE_BYTES,
            sodium_base64_VARIANT_ORIGINAL)];

    sodium_bin2base64(text, sizeof(text), (const unsigned char *)data, size,
            sodium_base64_VARIANT_ORIGINAL);
    buffer_append_str(out, str_from(text));
}

static bool
is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return text.len <= 60;
}

/* The longest part of at most `most` bytes that cuts no character. */
static size_t
whole_characters(struct str text, size_t most)
{
    if (text.len <= most)
        return text.len;
    while (most > 1 && ((unsigned char)text.data[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* RFC 2047: words of base64, folded. */
static void
append_words(struct str text, struct buffer *out)
{
    const char *between = "";

    if (is_plain(text)) {
        buffer_append_str(out, text);
        return;
    }
    while (text.len) {
        size_t len = whole_characters(text, WORD_BYTES);

        buffer_printf(out, "%s=?utf-8?B?", between);
        append_base64(text.data, len, out);
        buffer_append_str(out, STR("?="));
        text = (struct str){ text.data + len, text.len - len };
        between = "\r\n ";
    }
}

/* "Mon, 02 Mar 2026 09:00:00 +0800" */
static void
append_date(int64_t at, struct buffer *out)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
        "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
        "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char text[TIME_TEXT_SIZE];
    int month;

    time_format(at, text); /* 2026-03-02T09:00:00.000+08:00 */
    month = (text[5] - '0') * 10 + text[6] - '0';
    buffer_printf(out, "%s, %.2s %s %.4s %.8s +0800",
            days[date_weekday(date_of(at)) - 1], text + 8, months[month - 1],
            text, text + 11);
}

static void
append_message_id(const struct mail *mail, struct buffer *out)
{
    const char *at = memchr(mail->sender.data, '@', mail->sender.len);
    size_t domain = mail->sender.len - (size_t)(at + 1 - mail->sender.data);
    char id[UUID_TEXT_SIZE];

    uuid_format(mail->message, id);
    buffer_printf(out, "<%s@%.*s>", id, (int)domain, at + 1);
}

static void
append_headers(const struct mail *mail, struct buffer *out)
{
    buffer_append_str(out, STR("Date: "));
    append_date(mail->at, out);
    buffer_append_str(out, STR("\r\nFrom: "));
    append_words(mail->from_name, out);
    buffer_printf(out, "\r\n <" STR_FMT ">\r\nTo: <" STR_FMT ">\r\nSubject: ",
            STR_ARG(mail->sender), STR_ARG(mail->to));
    append_words(mail->subject, out);
    buffer_append_str(out, STR("\r\nMessage-ID: "));
    append_message_id(mail, out);
    buffer_printf(out,
            "\r\nAuto-Submitted: auto-generated\r\n"
            "Content-Language: %s\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n",
            mail->language);
}

/* Every line end as CR LF, as MIME wants text to be before it is encoded. */
static void
append_canonical(struct str text, struct buffer *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r'))
            buffer_append(out, "\r", 1);
        buffer_append(out, &text.data[i], 1);
    }
    buffer_append(out, "\r\n", 2);
}

void
mail_write(const struct mail *mail, struct buffer *out)
{
    struct buffer body = { 0 };

    append_headers(mail, out);
    append_canonical(mail->body, &body);
    for (size_t i = 0; i < body.len; i += LINE_BYTES) {
        size_t rest = body.len - i;

        append_base64(body.data + i, rest < LINE_BYTES ? rest : LINE_BYTES,
                out);
        buffer_append(out, "\r\n", 2);
    }
    buffer_release(&body);
}
