#include "help.h"

#include <stdio.h>
#include <string.h>

static void
print_option(const struct option *option)
{
    printf("  %s%s%s\n          %s\n", option->name, option->value ? " " : "",
            option->value ? option->value : "", option->doc);
}

static void
print_options(const struct option *options)
{
    for (int i = 0; i < OPTIONS_MAX && options[i].name; i++)
        print_option(&options[i]);
}

/* Each line of the text a little to the right. */
static void
print_indented(const char *text)
{
    while (*text) {
        const size_t len = strcspn(text, "\n");

        if (len > 0)
            printf("  %.*s\n", (int)len, text);
        else
            putchar('\n');
        text += len + (text[len] == '\n');
    }
}

static void
print_synopsis(const struct command *command)
{
    printf("  cw %s%s%s", command->name, *command->words ? " " : "",
            command->words);
    for (int i = 0; i < OPTIONS_MAX && command->options[i].name; i++) {
        const struct option *o = &command->options[i];

        printf(" %s%s%s%s%s", o->is_required ? "" : "[", o->name,
                o->value ? " " : "", o->value ? o->value : "",
                o->is_required ? "" : "]");
    }
    putchar('\n');
}

static void
print_command(const struct command *command)
{
    printf("NAME\n  cw %s - %s\n\nSYNOPSIS\n", command->name, command->summary);
    print_synopsis(command);
    printf("\nDESCRIPTION\n");
    print_indented(command->doc);
    printf("\nOPTIONS\n");
    print_options(command->options);
    printf("  --data DIR, --endpoint ZMQ, --token TOKEN, --help\n"
           "          as for every command; see cw --help\n");
    printf("\nEXAMPLES\n");
    print_indented(command->examples);
    printf("\nEXIT STATUS\n"
           "  0 done, 1 it could not be done, 2 the command line is wrong\n");
}

/* "hub" of "hub add"; NULL: all. */
static void
print_list(const char *group)
{
    const size_t len = group ? strlen(group) : 0;

    for (const struct command *c = commands; c->name; c++) {
        if (group && (strncmp(c->name, group, len) != 0 || c->name[len] != ' '))
            continue;
        print_synopsis(c);
        printf("          %s\n", c->summary);
    }
}

static void
print_group(const char *group)
{
    printf("SYNOPSIS\n");
    print_list(group);
    printf("\ncw %s COMMAND --help says more of each.\n", group);
}

static void
print_all(void)
{
    printf("NAME\n"
           "  cw - run and look after a Commonweal hub\n\n"
           "SYNOPSIS\n"
           "  cw [--data DIR] [--endpoint ZMQ] [--token TOKEN] COMMAND ...\n\n"
           "COMMANDS\n");
    print_list(NULL);
    printf("\nOPTIONS of every command\n");
    print_options(shared_options);
    printf("  --help\n          the page of a command, and nothing is done\n"
           "  --\n          what follows are no options: cw backup -- -odd-\n\n"
           "ENVIRONMENT\n"
           "  CW_...: cw config lists the settings and what is in force.\n\n"
           "EXIT STATUS\n"
           "  0 done, 1 it could not be done, 2 the command line is wrong\n\n"
           "docs/operations.md explains how to run a hub.\n");
}

void
help_print(const struct arguments *arguments)
{
    if (arguments->command)
        print_command(arguments->command);
    else if (arguments->group)
        print_group(arguments->group);
    else
        print_all();
}
