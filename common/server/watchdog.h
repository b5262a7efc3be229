/*
 * Ends the process (SIGABRT) when the loop has not turned for 30 seconds: a
 * supervisor then starts it anew, and the shards' leases are free.
 */
#ifndef SERVER_WATCHDOG_H
#define SERVER_WATCHDOG_H

struct watchdog;

struct watchdog *watchdog_start(void);
void watchdog_pat(struct watchdog *watchdog);
void watchdog_stop(struct watchdog *watchdog);

#endif
