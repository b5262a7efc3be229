#include "position.h"

#include "accept.h"

#include <inttypes.h>
#include <stdio.h>

enum { EPOCH_DIGITS = 8, SEQ_DIGITS_MAX = 18 };

const char *const position_services[POSITION_SERVICES] = {
    "registry",
    "grants",
    "fundraising",
    "notification",
};

uint32_t
epoch_mark(struct uuid epoch)
{
    uint32_t mark;

    memcpy(&mark, epoch.bytes + sizeof epoch.bytes - sizeof mark, sizeof mark);
    return mark;
}

size_t
position_format(const struct position *position, char *out)
{
    const char *separator = "";
    int len = 0;

    for (int i = 0; i < POSITION_SERVICES; i++) {
        if (!position->of[i].is_known)
            continue;
        len += snprintf(out + len, (size_t)(POSITION_TEXT_SIZE - len),
                "%s%c%" PRId64, separator, position_services[i][0],
                position->of[i].seq);
        separator = ".";
    }
    separator = "@";
    for (int i = 0; i < POSITION_SERVICES; i++) {
        if (!position->of[i].is_known)
            continue;
        len += snprintf(out + len, (size_t)(POSITION_TEXT_SIZE - len),
                "%s%08" PRIx32, separator, position->of[i].epoch);
        separator = ".";
    }
    out[len] = '\0';
    return (size_t)len;
}

static int
service_of(char initial)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (position_services[i][0] == initial)
            return i;
    return -1;
}

static bool
parse_seq(struct str text, int64_t *out)
{
    *out = 0;
    if (text.len == 0 || text.len > SEQ_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (text.data[i] - '0');
    }
    return true;
}

static bool
parse_epoch(struct str text, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = memchr(digits, text.data[i], 16);
        if (!digit)
            return false;
        *out = *out * 16 + (uint32_t)(digit - digits);
    }
    return text.len == EPOCH_DIGITS;
}

static bool
parse_part(struct str part, struct str epoch, struct position *out)
{
    const int service = part.len ? service_of(part.data[0]) : -1;

    if (service < 0 || out->of[service].is_known)
        return false;
    struct place *place = &out->of[service];
    place->is_known = true;
    return parse_seq((struct str){ part.data + 1, part.len - 1 },
                   &place->seq) &&
           parse_epoch(epoch, &place->epoch);
}

bool
position_parse(struct str text, struct position *out)
{
    struct str epochs = text;
    struct str seqs = accept_next(&epochs, '@');

    *out = (struct position){ 0 };
    if (seqs.len == 0)
        return false;
    while (seqs.len > 0 && epochs.len > 0) {
        const struct str part = accept_next(&seqs, '.');
        if (!parse_part(part, accept_next(&epochs, '.'), out))
            return false;
    }
    return seqs.len == 0 && epochs.len == 0;
}
