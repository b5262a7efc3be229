/* What of people is sealed, and what is kept of one. */
#include "registry.h"

#define PERSON                                                                 \
    "(SELECT p.id FROM person p WHERE p.rowid = person_version.person)"

const struct sealed_column registry_sealed[] = {
    { "account", "email", "account.email", "id", "rowid" },
    { "person", "phone", "person.phone", "id", "rowid" },
    { "person", "email", "person.email", "id", "rowid" },
    { "person_version", "phone", "person.phone", PERSON, "rowid" },
    { "person_version", "email", "person.email", PERSON, "rowid" },
    { "organisation", "contact", "organisation.contact", "id", "rowid" },
    { NULL, NULL, NULL, NULL, NULL },
};

/* Who it is: by the account, or by any of the contacts. */
#define IS_ACCOUNT                                                             \
    " (a.id = ?1 OR (?2 IS NOT NULL AND"                                       \
    " must_unseal('account.email', a.id, a.email) = ?2))"
#define IS_PERSON                                                              \
    " (p.account = ?1 OR (?2 IS NOT NULL AND"                                  \
    " ?2 IN (must_unseal('person.phone', p.id, p.phone),"                      \
    " must_unseal('person.email', p.id, p.email))))"

const struct personal_kind registry_personal[] = {
    { "account",
            "SELECT a.id, a.account, a.display_name,"
            " must_unseal('account.email', a.id, a.email) AS email, a.locale,"
            " a.organisation, a.claimed_organisation,"
            " " PERSONAL_TIME("a.opened_at") " AS opened_at"
                                             " FROM account a WHERE" IS_ACCOUNT
                                             " ORDER BY a.rowid" },
    { "role",
            "SELECT a.id, r.role, r.scope FROM account_role r"
            " JOIN account a ON a.rowid = r.account WHERE" IS_ACCOUNT
            " ORDER BY r.account, r.role, r.scope",
            "role", &types_role_enumeration },
    { "token",
            "SELECT t.id, t.label,"
            " " PERSONAL_TIME(
                    "t.issued_at") " AS issued_at,"
                                   " " PERSONAL_TIME(
                                           "t.expires_at") " AS expires_at,"
                                                           " " PERSONAL_TIME(
                                                                   "t.revoked_"
                                                                   "at") " AS "
                                                                         "revok"
                                                                         "ed_"
                                                                         "at "
                                                                         "FROM "
                                                                         "token"
                                                                         " t"
                                                                         " JOIN"
                                                                         " acco"
                                                                         "unt "
                                                                         "a ON "
                                                                         "a."
                                                                         "rowid"
                                                                         " = "
                                                                         "t."
                                                                         "accou"
                                                                         "nt "
                                                                         "WHER"
                                                                         "E" IS_ACCOUNT
                                                                         " ORDE"
                                                                         "R BY "
                                                                         "t."
                                                                         "rowi"
                                                                         "d" },
    { "reason", "SELECT a.id, " PERSONAL_TIME(
                        "e.at") " AS at, e.operation,"
                                " e.reason, e.actor FROM reason e"
                                " JOIN account a ON a.id = e.subject "
                                "WHERE" IS_ACCOUNT " ORDER BY e.rowid" },
    { "person",
            "SELECT p.id, p.name, p.is_listed, p.home_place,"
            " must_unseal('person.phone', p.id, p.phone) AS phone,"
            " must_unseal('person.email', p.id, p.email) AS email, p.account"
            " FROM person p WHERE" IS_PERSON " ORDER BY p.rowid" },
    { "person_before",
            "SELECT p.id, " PERSONAL_TIME(
                    "v.at") " AS at, v.name,"
                            " v.is_listed, v.home_place,"
                            " must_unseal('person.phone', p.id, v.phone) AS "
                            "phone,"
                            " must_unseal('person.email', p.id, v.email) AS "
                            "email, "
                            "v.reason"
                            " FROM person_version v JOIN person p ON p.rowid = "
                            "v.person"
                            " WHERE" IS_PERSON " ORDER BY v.rowid" },
    { "post", "SELECT t.id, t.title, o.name AS organisation FROM post t"
              " JOIN person p ON p.rowid = t.person"
              " LEFT JOIN organisation o ON o.rowid = t.organisation"
              " WHERE NOT t.is_withdrawn AND" IS_PERSON " ORDER BY t.rowid" },
    { "organisation",
            "SELECT o.id, o.name,"
            " must_unseal('organisation.contact', o.id, o.contact) AS contact"
            " FROM organisation o WHERE ?2 IS NOT NULL AND"
            " must_unseal('organisation.contact', o.id, o.contact) = ?2"
            " ORDER BY o.rowid" },
    { NULL, NULL },
};
