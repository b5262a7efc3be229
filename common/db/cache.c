#include "db/cache.h"

#include <sqlite3.h>
#include <stddef.h>

enum { PAGE_SIZE = 4096, UNUSED_PAGE = 0x40000000 / PAGE_SIZE + 1 };

static sqlite3_pcache_methods2 plain;

/* No page has the number 0 either, and it is not beyond the end. */
static unsigned
number_of(unsigned page)
{
    return page == UNUSED_PAGE ? 0 : page;
}

static void
rekey(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned from,
        unsigned to)
{
    plain.xRekey(cache, page, number_of(from), number_of(to));
}

void
cache_configure(void)
{
    sqlite3_pcache_methods2 ours;

    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
    sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &plain);
    ours = plain;
    ours.xRekey = rekey;
    sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours);
}
