/*
 * How names are cut into what a search can find. A run of Chinese characters
 * becomes overlapping pairs, with each single character at the same place;
 * other scripts become words. So a query of one, two or more characters
 * finds them anywhere in a name, without a dictionary.
 */
#ifndef REGISTRY_CJK_H
#define REGISTRY_CJK_H

#include "base/folding.h"

enum { CJK_TOKEN_MAX = 64 }; /* longer words are cut */

struct cjk_token {
    char text[CJK_TOKEN_MAX]; /* folded */
    size_t len;
    size_t start; /* bytes of the original text */
    size_t end;
    bool is_colocated; /* at the place of the token before it */
};

enum cjk_purpose { CJK_DOCUMENT, CJK_QUERY };

/*
 * Calls take for each token, in order, until it returns other than zero, and
 * returns that. In a document every character can be found alone; a query
 * has pairs only, where it can, since they find less by chance.
 */
int cjk_tokenize(struct str text, enum cjk_purpose purpose,
        int (*take)(void *taker, const struct cjk_token *token), void *taker);

/*
 * What people typed as an FTS5 expression: each part between spaces must be
 * found, the last letters of a word may be missing. Empty if there is
 * nothing to look for.
 */
struct str cjk_match_expression(struct str typed, struct arena *arena);

#endif
