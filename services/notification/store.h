/*
 * All the SQL of notification is in store_*.c: settings, people, cases (what
 * the other services told us of) and messages.
 */
#ifndef NOTIFICATION_STORE_H
#define NOTIFICATION_STORE_H

#include "store_case.h"
#include "store_message.h"
#include "store_person.h"
#include "store_rule.h"

#endif
