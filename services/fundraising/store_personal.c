/* What of people is sealed, and what is kept of one. */
#include "fundraising.h"

const struct sealed_column fundraising_sealed[] = {
    { "donor", "contact", "donor.contact", "gift", "gift" },
    { "mandate_donor", "contact", "mandate.contact", "mandate", "mandate" },
    { NULL, NULL, NULL, NULL, NULL },
};

const struct personal_kind fundraising_personal[] = {
    { "gift", "SELECT g.id, g.amount, " PERSONAL_TIME(
                      "g.given_at") " AS"
                                    " given_at, f.name AS fund, d.account, "
                                    "d.display_name,"
                                    " must_unseal('donor.contact', d.gift, "
                                    "d.contact) AS contact,"
                                    " d.public_name, d.locale, "
                                    "d.waives_receipt, d.handler,"
                                    " d.correction FROM donor d JOIN gift g ON "
                                    "g.serial = d.gift"
                                    " JOIN fund f ON f.number = g.fund WHERE "
                                    "d.account = ?1"
                                    " OR (?2 IS NOT NULL AND"
                                    " must_unseal('donor.contact', d.gift, "
                                    "d.contact) = ?2)"
                                    " ORDER BY d.gift" },
    { "mandate", "SELECT m.id, m.amount, m.day, " PERSONAL_TIME(
                         "m.opened_at") " AS opened_at, f.name AS fund, "
                                        "d.account, d.display_name,"
                                        " must_unseal('mandate.contact', "
                                        "d.mandate, d.contact) AS contact,"
                                        " d.public_name, d.locale, "
                                        "d.waives_receipt, m.reason"
                                        " FROM mandate_donor d JOIN mandate m "
                                        "ON m.serial = d.mandate"
                                        " JOIN fund f ON f.number = m.fund "
                                        "WHERE d.account = ?1"
                                        " OR (?2 IS NOT NULL AND"
                                        " must_unseal('mandate.contact', "
                                        "d.mandate, d.contact) = ?2)"
                                        " ORDER BY d.mandate" },
    { NULL, NULL },
};
