/* What of people is sealed, and what is kept of one. */
#include "service.h"

const struct sealed_column grants_sealed[] = {
    { "application", "contact", "application.contact", "id", "row" },
    { "objection", "contact", "objection.contact", "id", "row" },
    { NULL, NULL, NULL, NULL, NULL },
};

const struct personal_kind grants_personal[] = {
    { "acts_for", "SELECT id, organisation FROM account WHERE id = ?1" },
    { "role", "SELECT account, role, scope FROM account_role"
              " WHERE account = ?1 ORDER BY role, scope" },
    { "application",
            "SELECT id, number, title, amount, organisation, place, summary,"
            " must_unseal('application.contact', id, contact) AS contact, "
            "state,"
            " reason, " PERSONAL_TIME(
                    "submitted_at") " AS submitted_at"
                                    " FROM application WHERE applicant = ?1 OR "
                                    "(?2 IS NOT NULL AND"
                                    " must_unseal('application.contact', id, "
                                    "contact) = ?2) ORDER BY row" },
    { "objection", "SELECT id, number, text,"
                   " must_unseal('objection.contact', id, contact) AS contact, "
                   "finding,"
                   " " PERSONAL_TIME(
                           "raised_at") " AS raised_at FROM objection"
                                        " WHERE ?2 IS NOT NULL AND"
                                        " must_unseal('objection.contact', id, "
                                        "contact) = ?2 ORDER BY row" },
    { "file", "SELECT hash, " PERSONAL_TIME(
                      "at") " AS uploaded_at FROM upload"
                            " WHERE account = ?1 ORDER BY at, hash" },
    { "reviewer",
            "SELECT r.id, r.title AS round,"
            " " PERSONAL_TIME(
                    "v.appointed_at") " AS appointed_at,"
                                      " " PERSONAL_TIME(
                                              "v.dismissed_at") " AS "
                                                                "dismissed_at"
                                                                " FROM "
                                                                "reviewer v "
                                                                "JOIN round r "
                                                                "ON r.row = "
                                                                "v.round"
                                                                " WHERE "
                                                                "v.account = "
                                                                "?1 ORDER BY "
                                                                "v.row" },
    { "conflict",
            "SELECT id, reason, lifted_reason,"
            " " PERSONAL_TIME("declared_at") " AS declared_at"
                                             " FROM conflict WHERE reviewer = "
                                             "?1 ORDER BY row" },
    { "score", "SELECT a.id, s.total, s.comment,"
               " " PERSONAL_TIME(
                       "s.scored_at") " AS scored_at FROM sheet s"
                                      " JOIN application a ON a.row = "
                                      "s.application"
                                      " WHERE s.reviewer = ?1 ORDER BY s.row" },
    { "report",
            "SELECT id, kind, text,"
            " " PERSONAL_TIME("submitted_at") " AS submitted_at"
                                              " FROM report WHERE submitted_by "
                                              "= ?1 ORDER BY row" },
    { "visit", "SELECT id, findings,"
               " " PERSONAL_TIME(
                       "recorded_at") " AS recorded_at FROM visit"
                                      " WHERE recorded_by = ?1 ORDER BY row" },
    { NULL, NULL },
};
