#include "status.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OWNER_MAX = 20,
    HUB_MIN = 8,
    LEAST_LINES = 6,
    NO_LIMIT = 100000,
    HUB_SIZE = 160,
    OTHER_COLUMNS = 36 /* besides HUB and OWNER */
};

/* Lines */

/* Chinese characters, which begin with these bytes, are two columns wide. */
static int
columns_of(unsigned char first)
{
    if ((first & 0xc0) == 0x80)
        return 0;
    return first >= 0xe3 ? 2 : 1;
}

/* How many bytes of text fit; all of them, or with room for an ellipsis. */
static size_t
fitting(const char *text, int columns)
{
    size_t with_ellipsis = 0, len = 0;
    int used = 0;

    for (; text[len] != '\0'; len++) {
        used += columns_of((unsigned char)text[len]);
        if (used <= columns - 1 && columns_of((unsigned char)text[len + 1]) > 0)
            with_ellipsis = len + 1;
        if (used > columns)
            return with_ellipsis;
    }
    return len;
}

static void
write_line(const struct window *window, struct buffer *out, const char *format,
        ...)
{
    char text[500];
    size_t len;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    len = window->columns > 0 ? fitting(text, window->columns) : strlen(text);
    buffer_printf(out, "%.*s%s\n", (int)len, text,
            text[len] != '\0' ? "…" : "");
}

static int
count_lines(const struct buffer *text)
{
    int lines = 0;

    for (size_t i = 0; i < text->len; i++)
        lines += text->data[i] == '\n';
    return lines;
}

/* "2026-11-22 12:03:22": our calendar is UTC+8 everywhere. */
static void
format_moment(int64_t at, char out[TIME_TEXT_SIZE])
{
    time_format(at, out);
    out[10] = ' ';
    out[19] = '\0';
}

/* Rows */

static int64_t
longest_lag(const struct store_condition *condition)
{
    int64_t lag = 0;

    for (size_t i = 0; i < condition->follows_count; i++)
        if (condition->follows[i].lag > lag)
            lag = condition->follows[i].lag;
    return lag;
}

static struct str
owner_of(const struct store_row *row)
{
    const struct shard_state *shard = row->shard;

    if (shard->is_disputed)
        return STR("TWO STORES");
    if (shard->has_link)
        return shard->has_owner ? STR("linked") : STR("OFFLINE");
    if (shard->is_away)
        return STR("AWAY");
    if (shard->has_owner)
        return shard->instance;
    return row->is_restored ? STR("RESTORING") : STR("NO OWNER");
}

static bool
is_well(const struct store_row *row)
{
    const struct store_condition *condition = row->condition;

    if (row->shard->has_link && row->shard->has_owner)
        return true;
    return condition && row->shard->has_owner && !row->shard->is_disputed &&
           condition->alarms_count == 0 && longest_lag(condition) == 0 &&
           condition->waiting == 0 && row->shard->queued == 0;
}

/* Where they do not all fit, those that need a look come first. */
static const struct store_row **
order_rows(const struct overview *overview, bool is_cut)
{
    const struct store_row **rows =
            calloc(overview->count + 1, sizeof(const struct store_row *));
    size_t count = 0;

    if (!rows)
        abort();
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < overview->count; i++)
            if ((is_cut ? is_well(&overview->rows[i]) : 0) == pass)
                rows[count++] = &overview->rows[i];
    return rows;
}

/* What is left beside the other columns, if that is less than the longest. */
static int
hub_width(const struct overview *overview, const struct window *window,
        int owner)
{
    const int left = window->columns - owner - OTHER_COLUMNS;
    size_t width = HUB_MIN;

    for (size_t i = 0; i < overview->count; i++)
        if (overview->rows[i].shard->hub.len > width)
            width = overview->rows[i].shard->hub.len;
    if (window->columns == 0 || (int)width <= left)
        return (int)width;
    return left > HUB_MIN ? left : HUB_MIN;
}

static int
owner_width(const struct overview *overview)
{
    size_t width = strlen("TWO STORES");

    for (size_t i = 0; i < overview->count; i++)
        if (owner_of(&overview->rows[i]).len > width)
            width = owner_of(&overview->rows[i]).len;
    return width < OWNER_MAX ? (int)width : OWNER_MAX;
}

struct widths {
    int hub;
    int owner;
};

/* Of a name that is too long the end tells more. */
static void
write_hub(struct str hub, int width, char out[HUB_SIZE])
{
    const int len = (int)hub.len;

    if (len <= width)
        snprintf(out, HUB_SIZE, "%-*.*s", width, len, hub.data);
    else
        snprintf(out, HUB_SIZE, "…%.*s", width - 1, hub.data + len - width + 1);
}

static void
write_row(const struct store_row *row, const struct widths *widths,
        const struct window *window, struct buffer *out)
{
    const struct shard_state *shard = row->shard;
    const struct store_condition *condition = row->condition;
    const struct str owner = owner_of(row);
    char hub[HUB_SIZE];
    char figures[60] = "    -     -    -    -";

    if (condition)
        snprintf(figures, sizeof(figures),
                "%5" PRId64 " %5" PRId64 " %4" PRId64 " %4" PRId64,
                longest_lag(condition), shard->queued + condition->queued,
                condition->waiting, condition->dead_letters);
    write_hub(shard->hub, widths->hub, hub);
    write_line(window, out, "%s %-12.*s %-*.*s %s", hub,
            STR_ARG(shard->service), widths->owner,
            (int)owner.len < widths->owner ? (int)owner.len : widths->owner,
            owner.data, figures);
}

static void
write_table(const struct overview *overview, int room,
        const struct window *window, struct buffer *out)
{
    const int owner = owner_width(overview);
    const struct widths widths = { hub_width(overview, window, owner), owner };
    const bool is_cut = (int)overview->count > room;
    const int shown = is_cut ? room - 1 : (int)overview->count;
    const struct store_row **rows = order_rows(overview, is_cut);

    write_line(window, out, "%-*s %-12s %-*s %5s %5s %4s %4s", widths.hub,
            "HUB", "SERVICE", owner, "OWNER", "LAG", "QUEUE", "WAIT", "DEAD");
    for (int i = 0; i < shown; i++)
        write_row(rows[i], &widths, window, out);
    if (is_cut)
        write_line(window, out,
                "and %zu more; cw status --once shows all of them",
                overview->count - (size_t)shown);
    free(rows);
}

/* What needs a look */

static void
write_alarm(const struct store_row *row, const struct alarm *alarm,
        const struct window *window, struct buffer *out)
{
    const struct shard_state *shard = row->shard;
    char since[TIME_TEXT_SIZE] = "";

    if (alarm->has_since)
        format_moment(alarm->since, since);
    write_line(window, out,
            "  " STR_FMT "@" STR_FMT ": %s%s" STR_FMT ", %" PRId64 "%s%s",
            STR_ARG(shard->service), STR_ARG(shard->hub),
            enum_name(&types_alarm_kind_enumeration, alarm->kind),
            alarm->what.len > 0 ? " " : "", STR_ARG(alarm->what), alarm->count,
            alarm->has_since ? ", the oldest since " : "", since);
}

static size_t
count_alarms(const struct overview *overview)
{
    size_t count = overview->gateway.refused_hubs > 0;

    for (size_t i = 0; i < overview->count; i++) {
        const struct store_row *row = &overview->rows[i];

        count += row->shard->is_disputed;
        count += row->condition ? row->condition->alarms_count : 0;
    }
    return count;
}

static void
write_alarms(const struct overview *overview, const struct window *window,
        struct buffer *out)
{
    const struct get_status_reply *gateway = &overview->gateway;

    if (gateway->refused_hubs > 0)
        write_line(window, out,
                "  gateway@" STR_FMT ": too_many_hubs, %" PRId64,
                STR_ARG(gateway->home_hub), gateway->refused_hubs);
    for (size_t i = 0; i < overview->count; i++) {
        const struct store_row *row = &overview->rows[i];
        const struct alarm disputed = { .kind = ALARM_KIND_TWO_STORES,
            .count = 2 };

        if (row->shard->is_disputed)
            write_alarm(row, &disputed, window, out);
        for (size_t j = 0; row->condition && j < row->condition->alarms_count;
                j++)
            write_alarm(row, &row->condition->alarms[j], window, out);
    }
}

static void
write_follower(const struct store_row *row, const struct followed_log *log,
        const struct window *window, struct buffer *out)
{
    char at[TIME_TEXT_SIZE];

    write_line(window, out,
            "  " STR_FMT "@" STR_FMT " follows " STR_FMT ": lag %" PRId64,
            STR_ARG(row->shard->service), STR_ARG(row->shard->hub),
            STR_ARG(log->source), log->lag);
    if (!log->is_failing || !log->has_last_error_at)
        return;
    format_moment(log->last_error_at, at);
    write_line(window, out, "    %s " STR_FMT, at, STR_ARG(log->last_error));
}

static bool
is_behind(const struct followed_log *log)
{
    return log->lag > 0 || log->is_failing;
}

static void
write_followers(const struct overview *overview, const struct window *window,
        struct buffer *out)
{
    for (size_t i = 0; i < overview->count; i++) {
        const struct store_condition *c = overview->rows[i].condition;

        for (size_t j = 0; c && j < c->follows_count; j++) {
            if (!is_behind(&c->follows[j]))
                continue;
            write_follower(&overview->rows[i], &c->follows[j], window, out);
        }
    }
}

static void
write_errors(const struct overview *overview, const struct window *window,
        struct buffer *out)
{
    for (size_t i = 0; i < overview->count; i++) {
        const struct store_condition *c = overview->rows[i].condition;
        char at[TIME_TEXT_SIZE];

        if (!c || !c->has_last_error_at)
            continue;
        format_moment(c->last_error_at, at);
        write_line(window, out, "  %s " STR_FMT "@" STR_FMT ": " STR_FMT, at,
                STR_ARG(overview->rows[i].shard->service), STR_ARG(c->hub),
                STR_ARG(c->last_error));
    }
}

void
under_way_write(const struct under_way *under_way, const struct window *window,
        struct buffer *out)
{
    char since[TIME_TEXT_SIZE];

    if (!under_way->command)
        return;
    format_moment(under_way->since, since);
    write_line(window, out, "cw %s is under way since %s%s", under_way->command,
            since,
            *under_way->stores ? "; what it restores is served when it is done"
                               : "");
}

static void
write_summary(const struct overview *overview, const struct window *window,
        struct buffer *out)
{
    const struct get_status_reply *gateway = &overview->gateway;
    const size_t alarms = count_alarms(overview);
    size_t served = 0;
    char now[TIME_TEXT_SIZE];

    for (size_t i = 0; i < overview->count; i++)
        served += overview->rows[i].shard->has_owner &&
                  !overview->rows[i].shard->is_disputed;
    format_moment(clock_now(), now);
    write_line(window, out,
            STR_FMT "  %s  %zu of %zu stores served, %zu alarm%s, "
                    "up %" PRId64 " h %02" PRId64 " min",
            STR_ARG(gateway->home_hub), now, served, overview->count, alarms,
            alarms == 1 ? "" : "s", gateway->uptime_ms / HOUR_MS,
            gateway->uptime_ms % HOUR_MS / MINUTE_MS);
    under_way_write(&overview->under_way, window, out);
    write_line(window, out, "");
}

/* Each gets a share of the window, so that the table has room. */
static const struct section {
    const char *title;
    void (*write)(const struct overview *overview, const struct window *window,
            struct buffer *out);
} sections[] = {
    { "ALARMS (docs/operations.md says what to do)", write_alarms },
    { "BEHIND", write_followers },
    { "LAST ERROR", write_errors },
};

enum { SHARE = 5, LEAST_SHARE = 2 };

static void
write_section(const struct section *section, const struct overview *overview,
        const struct window *window, struct buffer *out)
{
    const int share = window->lines > 0 ? window->lines / SHARE : NO_LIMIT;
    const int room = share > LEAST_SHARE ? share : LEAST_SHARE;
    struct buffer lines = { 0 };
    size_t len = 0;
    int shown = 0;

    section->write(overview, window, &lines);
    for (; len < lines.len && shown < room; len++)
        shown += lines.data[len] == '\n';
    if (len > 0) {
        write_line(window, out, "%s", section->title);
        buffer_printf(out, "%.*s", (int)len, lines.data);
        if (len < lines.len)
            write_line(window, out, "  and %d lines more",
                    count_lines(&lines) - shown);
        write_line(window, out, "");
    }
    buffer_release(&lines);
}

void
overview_write(const struct overview *overview, const struct window *window,
        struct buffer *out)
{
    int room;

    write_summary(overview, window, out);
    for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
        write_section(&sections[i], overview, window, out);
    room = window->lines > 0 ? window->lines - count_lines(out) - 2 : NO_LIMIT;
    write_table(overview, room > LEAST_LINES ? room : LEAST_LINES, window, out);
}
