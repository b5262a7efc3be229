#include "store_tokenizer.h"

#include "cjk.h"

/* FTS5 wants an instance; ours has no state. */
static int
create(void *context, const char **args, int count, Fts5Tokenizer **out)
{
    static char instance;

    (void)context;
    (void)args;
    *out = (Fts5Tokenizer *)&instance;
    return count == 0 ? SQLITE_OK : SQLITE_ERROR;
}

static void delete (Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

struct taker {
    void *context;
    int (*token)(void *context, int flags, const char *text, int len, int start,
            int end);
};

static int
pass_on(void *taker, const struct cjk_token *token)
{
    struct taker *fts = taker;

    return fts->token(fts->context,
            token->is_colocated ? FTS5_TOKEN_COLOCATED : 0, token->text,
            (int)token->len, (int)token->start, (int)token->end);
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
        int len,
        int (*token)(void *context, int flags, const char *text, int len,
                int start, int end))
{
    struct taker taker = { context, token };

    (void)tokenizer;
    return cjk_tokenize((struct str){ text, (size_t)len },
            flags & FTS5_TOKENIZE_QUERY ? CJK_QUERY : CJK_DOCUMENT, pass_on,
            &taker);
}

static fts5_api *
find_fts5(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL))
        return NULL;
    sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    return api;
}

void
tokenizer_add(sqlite3 *sqlite)
{
    static fts5_tokenizer methods = { create, delete, tokenize };
    fts5_api *api = find_fts5(sqlite);

    if (api)
        api->xCreateTokenizer(api, "cjk", NULL, &methods, NULL);
}
