/*
 * One logfmt line per message on stderr: at, level, service, then what the
 * format says. `error` means that somebody must act; CW_LOG names the least
 * that is written (info). Nothing private is ever logged: no bodies, tokens,
 * names or addresses.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

void log_as(const char *service); /* kept by reference */

/*
 * From now on what this thread says below `warn` is kept until log_flush(), or
 * until it is much, or something worse is said: a write for each request is a
 * good part of what it costs. One thread of a process may do so.
 */
void log_hold(void);
void log_flush(void);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
