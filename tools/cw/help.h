/* The pages of cw --help, from the table of the commands. */
#ifndef CW_HELP_H
#define CW_HELP_H

#include "arguments.h"

/* The page of the command or group that was named, or the whole's. */
void help_print(const struct arguments *arguments);

#endif
