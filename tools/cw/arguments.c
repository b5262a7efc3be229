#include "arguments.h"

#include "cw.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first fault is what is told. */
static void __attribute__((format(printf, 2, 3)))
fault(struct arguments *arguments, const char *format, ...)
{
    va_list args;

    if (arguments->fault[0])
        return;
    va_start(args, format);
    vsnprintf(arguments->fault, FAULT_SIZE, format, args);
    va_end(args);
}

/* "cw hub add --help": where more is said. */
static const char *
name_of(const struct arguments *arguments)
{
    if (arguments->command)
        return arguments->command->name;
    return arguments->group ? arguments->group : "";
}

/* -- the command -------------------------------------------------------- */

static bool
is_group(const char *word)
{
    const size_t len = strlen(word);

    for (const struct command *c = commands; c->name; c++)
        if (strncmp(c->name, word, len) == 0 && c->name[len] == ' ')
            return true;
    return false;
}

static const struct command *
find_command(const char *group, const char *word)
{
    const size_t len = group ? strlen(group) + 1 : 0;

    for (const struct command *c = commands; c->name; c++)
        if ((!group || (strncmp(c->name, group, len - 1) == 0 &&
                               c->name[len - 1] == ' ')) &&
                strcmp(c->name + len, word) == 0)
            return c;
    return NULL;
}

static void
take_command(struct arguments *arguments, const char *word)
{
    const char *group = arguments->group;

    if (!group && strcmp(word, "help") == 0) {
        arguments->wants_help = true;
        return;
    }
    if (!group && is_group(word)) {
        arguments->group = word;
        return;
    }
    arguments->command = find_command(group, word);
    if (!arguments->command)
        fault(arguments, "there is no command %s%s%s; see cw %s%s--help",
                group ? group : "", group ? " " : "", word, group ? group : "",
                group ? " " : "");
}

static void
take_word(struct arguments *arguments, const char *word)
{
    const struct command *command = arguments->command;

    if (!command && !arguments->fault[0])
        take_command(arguments, word);
    else if (command && arguments->count < command->most)
        arguments->words[arguments->count++] = word;
    else if (command)
        fault(arguments, "'%s' is a word too many; see cw %s --help", word,
                command->name);
}

/* -- options ------------------------------------------------------------ */

static const struct option *
find_option(const struct option *options, const char *name, size_t len)
{
    for (int i = 0; i < OPTIONS_MAX && options[i].name; i++)
        if (strlen(options[i].name) == len &&
                strncmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

/* What begins with two dashes is the next option, unless it stands behind
 * an equals sign. Returns how many of argv were used besides the first. */
static int
take_value(struct arguments *arguments, const struct option *option,
        const char **value, int argc, char *const *argv)
{
    const char *equals = strchr(argv[0], '=');
    const bool has_next = argc > 1 && strncmp(argv[1], "--", 2) != 0;

    if (*value)
        fault(arguments, "%s was given twice", option->name);
    *value = "";
    if (!option->value && equals)
        fault(arguments, "%s takes no value", option->name);
    if (!option->value)
        return 0;
    if (equals) {
        *value = equals + 1;
        return 0;
    }
    if (!has_next) {
        fault(arguments, "%s wants a value: %s %s; see cw %s --help",
                option->name, option->name, option->value, name_of(arguments));
        return 0;
    }
    *value = argv[1];
    return 1;
}

static int
take_option(struct arguments *arguments, int argc, char *const *argv)
{
    const size_t len = strcspn(argv[0], "=");
    const struct option *option = find_option(shared_options, argv[0], len);
    const char **value;

    if (option) {
        value = &arguments->shared[option - shared_options];
        return take_value(arguments, option, value, argc, argv);
    }
    if (arguments->command)
        option = find_option(arguments->command->options, argv[0], len);
    if (option) {
        value = &arguments->values[option - arguments->command->options];
        return take_value(arguments, option, value, argc, argv);
    }
    fault(arguments, "there is no option %.*s%s; see cw %s%s--help", (int)len,
            argv[0], arguments->command ? "" : " before a command",
            name_of(arguments), *name_of(arguments) ? " " : "");
    return 0;
}

/* -- the whole ---------------------------------------------------------- */

static void
check(struct arguments *arguments)
{
    const struct command *command = arguments->command;

    if (!command && arguments->group)
        fault(arguments, "what of it? see cw %s --help", arguments->group);
    else if (!command)
        fault(arguments, "it wants a command; see cw --help");
    else if (arguments->count < command->least)
        fault(arguments, "it wants %s; see cw %s --help", command->words,
                command->name);
    for (int i = 0; command && i < OPTIONS_MAX && command->options[i].name; i++)
        if (command->options[i].is_required && !arguments->values[i])
            fault(arguments, "it wants %s %s; see cw %s --help",
                    command->options[i].name, command->options[i].value,
                    command->name);
}

static bool
is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

void
arguments_read(struct arguments *arguments, int argc, char *const *argv)
{
    bool are_words = false;

    *arguments = (struct arguments){ 0 };
    for (int i = 0; i < argc; i++) {
        if (are_words || argv[i][0] != '-' || !argv[i][1])
            take_word(arguments, argv[i]);
        else if (strcmp(argv[i], "--") == 0)
            are_words = true;
        else if (is_help(argv[i]))
            arguments->wants_help = true;
        else
            i += take_option(arguments, argc - i, argv + i);
    }
    check(arguments);
}

const char *
argument(const struct arguments *arguments, const char *name)
{
    const struct option *option =
            find_option(arguments->command->options, name, strlen(name));

    return option ? arguments->values[option - arguments->command->options]
                  : NULL;
}

bool
argument_number(const struct arguments *arguments, const char *what,
        const char *text, int64_t least, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    if (end != text && *end == '\0' && !errno && *out >= least)
        return true;
    cw_fail(arguments->command->name,
            "%s is a number from %lld on, not '%s'; see cw %s --help", what,
            (long long)least, text, arguments->command->name);
    return false;
}
