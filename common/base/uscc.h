/*
 * The unified social credit code, GB 32100-2015: eighteen characters of
 * which the last checks the others and the seventeenth checks the subject
 * code (GB 11714). Early pilot codes are real and yet fail the check, so a
 * failing check can be overridden; a malformed code cannot.
 */
#ifndef BASE_USCC_H
#define BASE_USCC_H

#include "base/str.h"

#include <stdbool.h>

enum { USCC_LEN = 18 };

enum uscc_verdict {
    USCC_FITS,
    USCC_MALFORMED,     /* not eighteen characters of the alphabet */
    USCC_CHECK_FAILS,   /* place 18 */
    USCC_SUBJECT_FAILS, /* place 17 */
};

/*
 * As people type it: spaces and hyphens dropped, letters raised, full-width
 * characters made ordinary. False if the result would not have 18 bytes.
 */
bool uscc_normalise(struct str text, char out[USCC_LEN]);

/* The first thing that is wrong. */
enum uscc_verdict uscc_check(struct str code);

/* What places 17 and 18 ought to be, for the message to the clerk. */
char uscc_subject_character(struct str code);
char uscc_check_character(struct str code);

#endif
