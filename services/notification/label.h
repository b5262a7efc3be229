/* What the enums of the contract are called in a message. */
#ifndef NOTIFICATION_LABEL_H
#define NOTIFICATION_LABEL_H

#include "notification_messages.h"

/* The name itself if we have no label for it. */
struct str label_of(const char *name, enum locale locale);

#endif
