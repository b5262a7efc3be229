/* Rows of metrics and their figures. */
#ifndef REGISTRY_STORE_FIGURE_H
#define REGISTRY_STORE_FIGURE_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_figure_open(struct db *db);

struct metric {
    int64_t rowid;
    struct uuid id;
    struct metric_entry entry;
};
enum status store_find_metric(struct queries *figures, struct str metric,
        struct arena *arena, struct metric *out);
/* Inserts or redefines, also a retired one; the id and rowid in it become the
 * row's. */
enum status store_put_metric(struct queries *figures, struct metric *metric);
enum status store_retire_metric(struct queries *figures, struct str metric,
        int64_t at);
enum status store_list_metrics(struct queries *figures, bool with_retired,
        struct page *page, struct arena *arena, struct metric_entry **out,
        size_t *count);

struct figure {
    int64_t metric; /* its rowid */
    struct figure_entry entry;
};
enum status store_insert_figure(struct queries *figures,
        const struct figure *figure);
enum status store_find_figure(struct queries *figures, struct uuid id,
        struct arena *arena, struct figure *out);
enum status store_reverse_figure(struct queries *figures, struct uuid id,
        int64_t at, struct str reason);

/* Newest date first. A page of it begins before (as_of, rowid). */
struct figure_filter {
    int64_t metric; /* rowid; 0 for all */
    bool with_reversed;
    int64_t before_day; /* INT64_MAX at the start */
    int64_t before_rowid;
    size_t limit;
};
struct figure_row {
    int64_t rowid;
    struct figure_entry entry;
};
/* One more than limit, if there are more. */
enum status store_list_figures(struct queries *figures,
        const struct figure_filter *filter, struct arena *arena,
        struct figure_row **out, size_t *count);

#endif
