/* cw hub enrol: the hub below joins the one above by a code. */
#ifndef CW_ENROL_H
#define CW_ENROL_H

#include "cw.h"

/*
 * What a code says, base64url after the prefix: a line each of where, the
 * key there, the code's own secret key, as whom, and the hub below.
 */
#define CODE_PREFIX "cwj1."

/*
 * Our own key takes the place of the code's, which works once; if the answer
 * to that is lost, our key is let in all the same. Repeated, it is the same.
 */
int enrol_by_code(const struct options *options, const char *code);

#endif
