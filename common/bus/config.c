#include "bus/config.h"

#include "base/log.h"

#include <czmq.h>
#include <stdlib.h>

const struct setting config_settings[] = {
    { "CW_DATA", NULL, "data", "the folder of all stores" },
    { "CW_HOME_HUB", "home_hub", NULL,
            "the hub meant when none is named; else the uppermost here" },
    { "CW_HTTP_ADDRESS", "http/address", "127.0.0.1", "where HTTP listens" },
    { "CW_HTTP_PORT", "http/port", "8080", "and on which port" },
    { "CW_CLIENTS_ENDPOINT", "endpoints/clients", NULL,
            "for Majordomo clients; else ipc://<data>/run/clients" },
    { "CW_WORKERS_ENDPOINT", "endpoints/workers", NULL,
            "for our services only; else ipc://<data>/run/workers" },
    { "CW_INSTANCE", "instance", NULL, "the name of this process" },
    { "CW_LOG", "log", "info", "debug, info, warn or error" },
    { "CW_RATE_LIMITS", "http/rate_limits", "on", "on or off" },
    { "CW_SMTP_URL", "smtp/url", NULL,
            "smtp://host:port of the mail server; absent: no mail is sent" },
    { "CW_SMTP_SENDER", "smtp/sender", NULL, "the address mail comes from" },
    { "CW_SMTP_USER", "smtp/user", NULL, "who we are to the mail server" },
    { "CW_SMTP_PASSWORD_FILE", "smtp/password_file", NULL,
            "a file with the mail server's password" },
    { "CW_CLOCK_FILE", NULL, NULL,
            "moves the clock of stores of kind sample or test" },
    { NULL, NULL, NULL, NULL },
};

/* Bit per setting: it came from the file. */
static unsigned from_file;

static void
take_entry(zconfig_t *file, int index)
{
    const struct setting *setting = &config_settings[index];
    const char *value;

    if (!setting->entry || getenv(setting->variable))
        return;
    value = zconfig_get(file, setting->entry, NULL);
    if (!value)
        return;
    setenv(setting->variable, value, 1);
    from_file |= 1u << index;
}

void
config_load(const char *data)
{
    char path[1024];
    zconfig_t *file;

    snprintf(path, sizeof(path), "%s/commonweal.cfg", data);
    if (access(path, F_OK))
        return;
    file = zconfig_load(path);
    if (!file) {
        log_error("what=config file=%s cannot=read", path);
        return;
    }
    for (int i = 0; config_settings[i].variable; i++)
        take_entry(file, i);
    zconfig_destroy(&file);
}

const char *
config_text(const char *variable)
{
    const char *value = getenv(variable);

    if (value && *value)
        return value;
    for (int i = 0; config_settings[i].variable; i++)
        if (strcmp(config_settings[i].variable, variable) == 0)
            return config_settings[i].otherwise;
    return NULL;
}

const char *
config_origin(const struct setting *setting)
{
    const char *value = getenv(setting->variable);

    if (from_file & 1u << (setting - config_settings))
        return "commonweal.cfg";
    return value && *value ? "environment" : "default";
}
