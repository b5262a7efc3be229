/*
 * A copy of a sealed backup in an S3-compatible store: "s3://bucket/key",
 * reached at the setting s3/endpoint, path style. Requests are signed with
 * AWS's version 4, the bytes of the file among what is signed.
 */
#ifndef CW_PUSH_H
#define CW_PUSH_H

#include "cw.h"

bool push_is_address(const char *text);

/* Both name what went wrong, never a secret. */
int push_file(const char *from, const char *address);
int push_fetch(const char *address, const char *to);

#endif
