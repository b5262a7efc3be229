#include "smtp.h"

#include "base/log.h"
#include "bus/config.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>

enum {
    REPLY_CLOSING = 221, /* to QUIT: it says nothing of the mail */
    CONNECT_SECONDS = 15,
    SEND_SECONDS = 60,
    PASSWORD_SIZE = 256,
};

static const char *
settings_fault(const struct smtp_settings *settings)
{
    if (!settings->url)
        return NULL;
    if (strncmp(settings->url, "smtp://", 7) != 0 &&
            strncmp(settings->url, "smtps://", 8) != 0)
        return "CW_SMTP_URL must begin with smtp:// or smtps://";
    if (!settings->sender || !mail_address_is_valid(str_from(settings->sender)))
        return "CW_SMTP_SENDER must be a mail address";
    if (!settings->user != !settings->password_file)
        return "CW_SMTP_USER and CW_SMTP_PASSWORD_FILE go together";
    return NULL;
}

bool
smtp_read_settings(struct smtp_settings *out)
{
    const char *fault;

    *out = (struct smtp_settings){
        .url = config_text("CW_SMTP_URL"),
        .sender = config_text("CW_SMTP_SENDER"),
        .user = config_text("CW_SMTP_USER"),
        .password_file = config_text("CW_SMTP_PASSWORD_FILE"),
    };
    fault = settings_fault(out);
    if (fault)
        log_error("smtp: %s", fault);
    return !fault;
}

enum attempt_outcome
smtp_outcome(int reply_code)
{
    /* Ours to mend, not the recipient's fault: the log-in was refused. */
    bool is_login =
            reply_code == 530 || (reply_code >= 534 && reply_code <= 538);

    if (reply_code == 0)
        return ATTEMPT_OUTCOME_UNREACHABLE;
    if (reply_code / 100 == 5 && !is_login)
        return ATTEMPT_OUTCOME_REFUSED;
    return ATTEMPT_OUTCOME_DEFERRED;
}

static int
reply_code_of(const char *line, size_t len)
{
    if (len < 3 || !isdigit((unsigned char)line[0]) ||
            !isdigit((unsigned char)line[1]) ||
            !isdigit((unsigned char)line[2]))
        return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
}

/* The run of digits and dots in "550 5.1.1 no such user", if it is a code. */
static void
note_enhanced_code(struct smtp_result *result, const char *text, size_t len)
{
    size_t size = 0;
    int dots = 0;

    while (size < len &&
            (isdigit((unsigned char)text[size]) || text[size] == '.'))
        dots += text[size++] == '.';
    if (dots == 2 && size >= 5 && size < sizeof(result->enhanced_code)) {
        memcpy(result->enhanced_code, text, size);
        result->enhanced_code[size] = '\0';
    }
}

void
smtp_note_reply(struct smtp_result *result, const char *line, size_t len)
{
    int code = reply_code_of(line, len);

    if (!code || code == REPLY_CLOSING)
        return;
    result->reply_code = code;
    result->enhanced_code[0] = '\0';
    if (len > 4)
        note_enhanced_code(result, line + 4, len - 4);
}

static size_t
on_reply(char *line, size_t size, size_t count, void *result)
{
    smtp_note_reply(result, line, size * count);
    return size * count;
}

static size_t
on_read(char *out, size_t size, size_t count, void *left)
{
    struct str *rest = left;
    size_t len = size * count < rest->len ? size * count : rest->len;

    memcpy(out, rest->data, len);
    *rest = (struct str){ rest->data + len, rest->len - len };
    return len;
}

static bool
read_password(const char *path, char *out)
{
    FILE *file = fopen(path, "re");
    bool is_read = file && fgets(out, PASSWORD_SIZE, file);

    if (file)
        fclose(file);
    if (is_read)
        out[strcspn(out, "\r\n")] = '\0';
    else
        log_error("smtp: CW_SMTP_PASSWORD_FILE cannot be read");
    return is_read;
}

static bool
log_in_with(CURL *curl, const struct smtp_settings *settings)
{
    char password[PASSWORD_SIZE] = "";
    bool is_read;

    curl_easy_setopt(curl, CURLOPT_USE_SSL,
            settings->user ? CURLUSESSL_ALL : CURLUSESSL_TRY);
    if (!settings->user)
        return true;
    is_read = read_password(settings->password_file, password);
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    explicit_bzero(password, sizeof(password));
    return is_read;
}

static void
set_up(CURL *curl, const struct smtp_settings *settings, struct str *text,
        struct smtp_result *result)
{
    curl_easy_setopt(curl, CURLOPT_URL, settings->url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, settings->sender);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)text->len);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, text);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, result);
}

static void
deliver(CURL *curl, const struct smtp_settings *settings,
        const struct mail *mail, struct smtp_result *out)
{
    struct arena arena = { 0 };
    struct buffer text = { 0 };
    struct curl_slist *recipients = NULL;
    struct str rest;
    CURLcode code = CURLE_LOGIN_DENIED;

    mail_write(mail, &text);
    rest = buffer_str(&text);
    recipients = curl_slist_append(recipients,
            arena_copy(&arena, mail->to.data, mail->to.len).data);
    set_up(curl, settings, &rest, out);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    if (log_in_with(curl, settings))
        code = curl_easy_perform(curl);
    out->outcome = code == CURLE_OK ? ATTEMPT_OUTCOME_ACCEPTED
                                    : smtp_outcome(out->reply_code);
    curl_slist_free_all(recipients);
    buffer_release(&text);
    arena_release(&arena);
}

void
smtp_send(const struct smtp_settings *settings, const struct mail *mail,
        struct smtp_result *out)
{
    CURL *curl = curl_easy_init();

    *out = (struct smtp_result){ .outcome = ATTEMPT_OUTCOME_UNREACHABLE };
    if (!curl)
        return;
    deliver(curl, settings, mail, out);
    curl_easy_cleanup(curl);
}
