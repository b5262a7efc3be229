/* What others told us: projects that gifts may name, organisations, hubs. */
#ifndef FUNDRAISING_STORE_PROJECT_H
#define FUNDRAISING_STORE_PROJECT_H

#include "fundraising.h"

struct queries *store_project_open(struct db *db);

/* A project of grants, as far as money is concerned. */
struct project {
    int64_t number; /* its row */
    struct uuid id; /* its application's */
    struct str grants_hub;
    struct uuid fund;
    struct str title;
    struct uuid organisation;
    bool is_open;   /* grants asked us to take gifts for it */
    bool has_ended; /* its award was closed or cancelled */
};

/* Inserts it, or brings what is known up to date. */
enum status store_put_project(struct fundraising *self,
        const struct project *project);
enum status store_close_project(struct fundraising *self, struct uuid id);
enum status store_end_project(struct fundraising *self, struct uuid id,
        bool has_ended);
enum status store_find_project(struct fundraising *self, struct uuid id,
        struct arena *arena, struct project *out);
enum status store_find_project_by_number(struct fundraising *self,
        int64_t number, struct arena *arena, struct project *out);

bool project_takes_gifts(const struct project *project);

/* An organisation of this hub's registry. */
struct organisation {
    struct uuid id;
    struct str name;
    enum organisation_kind kind;
};

enum status store_put_organisation(struct fundraising *self,
        const struct organisation *organisation);
enum status store_find_organisation(struct fundraising *self, struct uuid id,
        struct arena *arena, struct organisation *out);

/* A hub below this one. STATUS_NOT_FOUND: nobody told us of it. */
enum status store_put_hub(struct fundraising *self, struct str name);
enum status store_find_hub(struct fundraising *self, struct str name);

#endif
