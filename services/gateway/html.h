/* Text in HTML. */
#ifndef GATEWAY_HTML_H
#define GATEWAY_HTML_H

#include "wire/buffer.h"

/* As text or as the value of a quoted attribute: it cannot end either. */
void html_append_escaped(struct buffer *out, struct str text);

#endif
