#include "matrix.h"

#include "server/dispatch.h"
#include "server/harness.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * The role is always held at one hub and the question goes to four. Seen
 * from the hub that is asked, which is all that dispatch sees, the role is
 * held there, at a sister, below it or above it.
 */
enum { PLACES = 4, ROLE_COUNT = ROLE_ADMIN + 2 };

static const char asked_hub[] = "longgang.bantian";
static const char *const places[PLACES] = { "own", "sister", "parent",
    "child" };
static const char *const scopes[PLACES] = { "longgang.bantian", "longgang.buji",
    "longgang.bantian.yangguang", "longgang" };

struct row {
    char operation[64];
    char role[32];
    char cells[PLACES][8];
};

static const struct actor *
actor_of(struct harness *harness, const char *role, const char *scope)
{
    if (strcmp(role, "public") == 0)
        return harness_public(harness);
    if (strcmp(role, "service") == 0)
        return harness_service(harness, "gateway");
    return harness_actor(harness, role, role, scope);
}

/* What dispatch says before it looks at the request, which is empty. */
static const char *
answer(struct harness *harness, const struct actor *actor, const char *op)
{
    struct exchange *exchange = exchange_create();
    enum status status;

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .op = arena_printf(&exchange->arena, "%s.%s",
                harness_shard(harness)->service->schema->name, op),
        .has_actor = true,
        .actor = *actor,
    };
    status = dispatch_accept(exchange, harness_shard(harness), STR("\x80"));
    exchange_destroy(exchange);
    if (status == STATUS_UNAUTHENTICATED)
        return "401";
    if (status == STATUS_FORBIDDEN)
        return "403";
    return status == STATUS_NOT_FOUND ? "404" : "yes";
}

static int
check_row(struct harness *harness, const struct row *row)
{
    int wrong = 0;

    for (int i = 0; i < PLACES; i++) {
        const struct actor *actor = actor_of(harness, row->role, scopes[i]);
        const char *said = answer(harness, actor, row->operation);

        if (strcmp(said, row->cells[i]) == 0)
            continue;
        printf("%s as %s at %s: %s, not %s\n", row->operation, row->role,
                places[i], said, row->cells[i]);
        wrong++;
    }
    return wrong;
}

/* Every operation in the schema, and how many rows it has. */
struct coverage {
    const struct operation *operations;
    int rows[256];
};

static int
cover(struct coverage *coverage, const char *operation)
{
    for (int i = 0; coverage->operations[i].name; i++) {
        if (strcmp(coverage->operations[i].name, operation) != 0)
            continue;
        coverage->rows[i]++;
        return 0;
    }
    printf("there is no operation %s\n", operation);
    return 1;
}

static int
count_uncovered(const struct coverage *coverage)
{
    int wrong = 0;

    for (int i = 0; coverage->operations[i].name; i++) {
        if (coverage->rows[i] == ROLE_COUNT)
            continue;
        printf("%s has %d rows, not %d\n", coverage->operations[i].name,
                coverage->rows[i], ROLE_COUNT);
        wrong++;
    }
    return wrong;
}

static int
check_table(struct harness *harness, const char *table,
        struct coverage *coverage)
{
    FILE *file = fopen(table, "r");
    char line[200];
    struct row row;
    int wrong = 0;

    if (!file) {
        printf("cannot read %s\n", table);
        return 1;
    }
    while (fgets(line, sizeof(line), file)) {
        if (line[0] == '#' || strncmp(line, "operation,", 10) == 0)
            continue;
        if (sscanf(line, "%63[^,],%31[^,],%7[^,],%7[^,],%7[^,],%7[^,\n]",
                    row.operation, row.role, row.cells[0], row.cells[1],
                    row.cells[2], row.cells[3]) != 2 + PLACES) {
            printf("%s: cannot read %s", table, line);
            wrong++;
            continue;
        }
        wrong += cover(coverage, row.operation);
        wrong += check_row(harness, &row);
    }
    fclose(file);
    return wrong;
}

int
matrix_check(const struct service *service, const char *table)
{
    struct harness *harness = harness_open(service, asked_hub);
    struct coverage coverage = { .operations = service->schema->operations };
    int wrong = check_table(harness, table, &coverage);

    wrong += check_table(harness, "tests/flow/authorisation/shared.csv",
            &coverage);
    wrong += count_uncovered(&coverage);
    harness_close(harness);
    return wrong;
}
