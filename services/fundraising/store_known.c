#include "store_known.h"

#include <stdlib.h>
#include <string.h>

/* A place for each remainder: what comes later takes it. */
enum { FUNDS_MAX = 1024, ACCOUNTS_MAX = 4096, CODE_MAX = 95 };

/* `undone` is as it was then: zero is that of a reader, and of nobody. */
struct known {
    struct {
        uint64_t undone;
        enum gift_entry who;
    } gift_entry;
    struct {
        uint64_t undone;
        struct uuid id;
        int64_t number;
    } funds[FUNDS_MAX];
    struct {
        uint64_t undone;
        int64_t number;
        int64_t balance;
        uint8_t len;
        char code[CODE_MAX];
    } accounts[ACCOUNTS_MAX];
};

struct known *
store_known_create(void)
{
    struct known *known = calloc(1, sizeof(*known));

    if (!known)
        abort();
    return known;
}

void
store_known_destroy(struct known *known)
{
    free(known);
}

bool
store_known_gift_entry(const struct fundraising *self, enum gift_entry *who)
{
    const uint64_t undone = db_undone(self->db);

    *who = self->known->gift_entry.who;
    return undone != 0 && self->known->gift_entry.undone == undone;
}

void
store_know_gift_entry(struct fundraising *self, enum gift_entry who)
{
    self->known->gift_entry.undone = db_undone(self->db);
    self->known->gift_entry.who = who;
}

void
store_forget_gift_entry(struct fundraising *self)
{
    self->known->gift_entry.undone = 0;
}

static size_t
place_of(const void *data, size_t len, size_t count)
{
    const char *bytes = data;
    uint64_t hash = 0, word = 0;

    for (; len > sizeof(word); len -= sizeof(word), bytes += sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    memcpy(&word, bytes, len);
    return ((hash ^ word) * UINT64_C(0x9e3779b97f4a7c15) >> 32) % count;
}

bool
store_known_fund(const struct fundraising *self, struct uuid id,
        int64_t *number)
{
    const size_t at = place_of(&id, sizeof(id), FUNDS_MAX);
    const uint64_t undone = db_undone(self->db);

    if (undone == 0 || self->known->funds[at].undone != undone ||
            !uuid_equal(self->known->funds[at].id, id))
        return false;
    *number = self->known->funds[at].number;
    return true;
}

void
store_know_fund(struct fundraising *self, struct uuid id, int64_t number)
{
    const size_t at = place_of(&id, sizeof(id), FUNDS_MAX);

    self->known->funds[at].undone = db_undone(self->db);
    self->known->funds[at].id = id;
    self->known->funds[at].number = number;
}

void
store_forget_fund(struct fundraising *self, struct uuid id)
{
    self->known->funds[place_of(&id, sizeof(id), FUNDS_MAX)].undone = 0;
}

bool
store_known_account(const struct fundraising *self, struct account *account)
{
    const struct str code = account->code;
    const size_t at = place_of(code.data, code.len, ACCOUNTS_MAX);
    const struct known *known = self->known;
    const uint64_t undone = db_undone(self->db);

    if (undone == 0 || known->accounts[at].undone != undone ||
            known->accounts[at].len != code.len ||
            memcmp(known->accounts[at].code, code.data, code.len) != 0)
        return false;
    account->number = known->accounts[at].number;
    account->balance = known->accounts[at].balance;
    return true;
}

void
store_know_account(struct fundraising *self, const struct account *account)
{
    const struct str code = account->code;
    const size_t at = place_of(code.data, code.len, ACCOUNTS_MAX);
    struct known *known = self->known;

    if (code.len > CODE_MAX)
        return;
    known->accounts[at].undone = db_undone(self->db);
    known->accounts[at].number = account->number;
    known->accounts[at].balance = account->balance;
    known->accounts[at].len = (uint8_t)code.len;
    memcpy(known->accounts[at].code, code.data, code.len);
}
