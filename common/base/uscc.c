#include "base/uscc.h"

#include <stdint.h>

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

enum { MODULUS = 31, SUBJECT_AT = 8, SUBJECT_LEN = 8 };

/* -1 for a character that is not in the alphabet. */
static int
value_of(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;

    return at ? (int)(at - alphabet) : -1;
}

/* Full-width forms are U+FF01 to U+FF5E: EF BC 81 to EF BD 9E. */
static size_t
read_character(struct str text, size_t at, char *out)
{
    const uint8_t *bytes = (const uint8_t *)text.data + at;

    *out = text.data[at];
    if (text.len - at < 3 || bytes[0] != 0xef ||
            (bytes[1] != 0xbc && bytes[1] != 0xbd))
        return 1;
    *out = (char)(((bytes[1] & 0x3f) << 6 | (bytes[2] & 0x3f)) - 0xf00 + 0x20);
    return 3;
}

bool
uscc_normalise(struct str text, char out[USCC_LEN])
{
    size_t len = 0;
    char c;

    for (size_t at = 0; at < text.len;) {
        at += read_character(text, at, &c);
        if (c == ' ' || c == '-')
            continue;
        if (len == USCC_LEN)
            return false;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        out[len++] = c;
    }
    return len == USCC_LEN;
}

char
uscc_check_character(struct str code)
{
    int sum = 0, weight = 1;

    for (int i = 0; i < USCC_LEN - 1; i++) {
        sum += value_of(code.data[i]) * weight;
        weight = weight * 3 % MODULUS;
    }
    return alphabet[(MODULUS - sum % MODULUS) % MODULUS];
}

char
uscc_subject_character(struct str code)
{
    static const int weights[SUBJECT_LEN] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0, rest;

    for (int i = 0; i < SUBJECT_LEN; i++) {
        char c = code.data[SUBJECT_AT + i];

        /* Here every letter counts: A = 10 to Z = 35. */
        sum += (c <= '9' ? c - '0' : c - 'A' + 10) * weights[i];
    }
    rest = 11 - sum % 11;
    if (rest == 10)
        return 'X';
    return (char)('0' + rest % 11);
}

enum uscc_verdict
uscc_check(struct str code)
{
    if (code.len != USCC_LEN)
        return USCC_MALFORMED;
    for (int i = 0; i < USCC_LEN; i++) {
        if (value_of(code.data[i]) < 0)
            return USCC_MALFORMED;
    }
    if (code.data[USCC_LEN - 1] != uscc_check_character(code))
        return USCC_CHECK_FAILS;
    if (code.data[USCC_LEN - 2] != uscc_subject_character(code))
        return USCC_SUBJECT_FAILS;
    return USCC_FITS;
}
