/* For the tests of this room: a folder of their own, on a disk. */
#ifndef DB_TEST_H
#define DB_TEST_H

#include "base/test.h"
#include "db/folder.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char temp_folder[] = "/tmp/commonweal-XXXXXX";

static int
make_temp_folder(void **state)
{
    memcpy(strrchr(temp_folder, '-') + 1, "XXXXXX", 6);
    return mkdtemp(temp_folder) ? 0 : -1;
}

static int
remove_one(const char *path, const struct stat *info, int type,
        struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

static int
remove_temp_folder(void **state)
{
    return nftw(temp_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A path in it; valid until the 32nd call after this one. */
static inline const char *
temp_path(const char *name)
{
    static char paths[32][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 32];

    snprintf(path, PATH_MAX, "%s/%s", temp_folder, name);
    return path;
}

/* A store with the tables that every store has. */
static inline struct folder *
open_test_store(void)
{
    static const struct migration none[] = { { NULL, NULL } };
    struct folder *folder;

    folder_create(temp_folder, "grants", "longgang", STORE_TEST, none);
    assert_int_equal(
            folder_open(&folder, temp_folder, "grants", "longgang", none),
            STATUS_OK);
    return folder;
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, make_temp_folder, remove_temp_folder)

#endif
