/* The FTS5 tokenizer `cjk`, see cjk.h. */
#ifndef REGISTRY_TOKENIZER_H
#define REGISTRY_TOKENIZER_H

/*
 * Give every connection that this process opens from now on the tokenizer:
 * migrations need it before the service sees its database. May be called
 * again.
 */
void tokenizer_install(void);

#endif
