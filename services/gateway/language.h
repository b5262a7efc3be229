/* In which language a reader wants titles: Chinese unless they say English. */
#ifndef GATEWAY_LANGUAGE_H
#define GATEWAY_LANGUAGE_H

#include "base/str.h"

enum language {
    LANGUAGE_CHINESE,
    LANGUAGE_ENGLISH,
};

/* Of an Accept-Language header; what cannot be read counts as not there. */
enum language language_of(struct str accepted);

/* What Content-Language says: "zh-CN" or "en". */
const char *language_tag(enum language language);

#endif
