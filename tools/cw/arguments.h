/*
 * The words of a command line, read by the table of the commands: nothing is
 * done before all of them are understood.
 */
#ifndef CW_ARGUMENTS_H
#define CW_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

enum { EXIT_USAGE = 2, OPTIONS_MAX = 6, WORDS_MAX = 2, FAULT_SIZE = 400 };

struct options;
struct arguments;

/* Returns the exit status. */
typedef int command_run(const struct options *options,
        const struct arguments *arguments);

struct option {
    const char *name;  /* "--hub" */
    const char *value; /* "HUB"; NULL: it has none */
    bool is_required;
    const char *doc;
};

struct command {
    const char *name;  /* "status", "hub add" */
    const char *words; /* "OPERATION [JSON]"; empty: none */
    int least, most;   /* of them */
    command_run *run;
    const char *summary;
    const char *doc; /* whole lines, indented by the printer */
    const char *examples;
    struct option options[OPTIONS_MAX]; /* ends with a NULL name, or is full */
};

/* Both end with a NULL name. */
extern const struct command commands[];
extern const struct option shared_options[];

struct arguments {
    const struct command *command; /* NULL: none was named, or a group */
    const char *group;             /* "hub" without a verb */
    const char *shared[OPTIONS_MAX];
    const char *values[OPTIONS_MAX]; /* of command->options */
    const char *words[WORDS_MAX];
    int count;
    bool wants_help;
    char fault[FAULT_SIZE]; /* one line for a person; empty: none */
};

/* argv without the program's name. */
void arguments_read(struct arguments *arguments, int argc, char *const *argv);

/* NULL if it was not given; "" for one without a value. */
const char *argument(const struct arguments *arguments, const char *name);

/* A word that must be a number from least on; false: told on stderr. */
bool argument_number(const struct arguments *arguments, const char *what,
        const char *text, int64_t least, int64_t *out);

#endif
