/*
 * Settings. Each has an environment variable CW_...; what the environment
 * does not say may stand in <data>/commonweal.cfg (ZPL, read by zconfig,
 * rfc.zeromq.org/spec/4). config_load() puts the file's entries into the
 * environment, so that a setting is read in one way: config_text().
 */
#ifndef BUS_CONFIG_H
#define BUS_CONFIG_H

#include <stddef.h>

struct setting {
    const char *variable;  /* "CW_HTTP_PORT" */
    const char *entry;     /* in the file: "http/port"; NULL: not there */
    const char *otherwise; /* NULL: it follows from others, or is absent */
    const char *doc;
};

/* Ends with a row of NULLs. */
extern const struct setting config_settings[];

/* Read the file of the data folder, if there is one. Call it once, first. */
void config_load(const char *data);

/* A line of that file by which nothing is set. */
struct setting_fault {
    int line;            /* from 1 */
    const char *entry;   /* "smpt/url"; NULL: the line is no ZPL, so that
                            nothing of the whole file is in force */
    const char *nearest; /* a setting that may be meant; or NULL */
};

/* Tells each; returns how many there are. */
int config_check(const char *data,
        void (*tell)(void *context, const struct setting_fault *fault),
        void *context);

/* The same, to the log. */
void config_warn(const char *data);

/* The value in force; NULL when there is none. */
const char *config_text(const char *variable);

/* "environment", "commonweal.cfg" or "default". */
const char *config_origin(const struct setting *setting);

#endif
