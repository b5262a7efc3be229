/* What of people is sealed, and what is kept of one. */
#include "notification.h"

const struct sealed_column notification_sealed[] = {
    { "contact", "email", "contact.email", "account", "account" },
    { NULL, NULL, NULL, NULL, NULL },
};

const struct personal_kind notification_personal[] = {
    { "address", "SELECT account,"
                 " must_unseal('contact.email', account, email) AS email"
                 " FROM contact WHERE account = ?1 OR (?2 IS NOT NULL AND"
                 " must_unseal('contact.email', account, email) = ?2)"
                 " ORDER BY account" },
    { "preference",
            "SELECT account, locale, email, quiet_from, quiet_until"
            " FROM preference WHERE account = ?1",
            "locale", &notification_locale_enumeration },
    { "event_preference", "SELECT account, event, email FROM event_preference"
                          " WHERE account = ?1 ORDER BY event" },
    { "message", "SELECT id, event, " PERSONAL_TIME(
                         "at") " AS at,"
                               " subject_zh, body_zh, subject_en, body_en,"
                               " " PERSONAL_TIME(
                                       "read_at") " AS read_at FROM message"
                                                  " WHERE recipient = ?1 ORDER "
                                                  "BY rowid" },
    { NULL, NULL },
};
