#include "store_person.h"

enum query {
    INSERT_PERSON,
    UPDATE_PERSON,
    FIND_PERSON,
    ERASE_PERSON,
    INSERT_VERSION,
    DELETE_VERSIONS,
    LIST_VERSIONS,
    LIST_PEOPLE,
    INSERT_POST,
    FIND_POST,
    END_POST,
    WITHDRAW_POST,
    LIST_POSTS,
    QUERY_COUNT,
};

#define PERSON                                                                 \
    "p.rowid, p.id, p.name, p.is_listed, p.home_place,"                        \
    " unseal('person.phone', p.id, p.phone),"                                  \
    " unseal('person.email', p.id, p.email)"

#define POST                                                                   \
    "SELECT t.id, p.id, o.id, o.name, t.role, t.title, t.from_date, t.to_date" \
    " FROM post t JOIN person p ON p.rowid = t.person"                         \
    " LEFT JOIN organisation o ON o.rowid = t.organisation"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_PERSON] =
            "INSERT INTO person (id, name, folded, is_listed, home_place,"
            " phone, email, account) VALUES (?1, ?2, ?3, ?4, ?5,"
            " seal('person.phone', ?1, ?6), seal('person.email', ?1, ?7), ?8)",
    [UPDATE_PERSON] =
            "UPDATE person SET name = ?2, folded = ?3, is_listed = ?4,"
            " home_place = ?5, phone = seal('person.phone', id, ?6, phone),"
            " email = seal('person.email', id, ?7, email), account = ?8"
            " WHERE id = ?1",
    [FIND_PERSON] = "SELECT " PERSON ", p.folded, p.account FROM person p"
                    " WHERE id = ?1 AND NOT is_erased",
    [ERASE_PERSON] =
            "UPDATE person SET name = '', folded = '', is_listed = 0,"
            " home_place = NULL, phone = NULL, email = NULL, account = NULL,"
            " is_erased = 1 WHERE rowid = ?1",
    [INSERT_VERSION] =
            "INSERT INTO person_version (person, at, reason, actor, name,"
            " is_listed, home_place, phone, email) SELECT rowid, ?2, ?3, ?4,"
            " name, is_listed, home_place, phone, email FROM person"
            " WHERE rowid = ?1",
    [DELETE_VERSIONS] = "DELETE FROM person_version WHERE person = ?1",
    [LIST_VERSIONS] =
            "SELECT v.rowid, v.at, v.name, v.is_listed, v.home_place,"
            " unseal('person.phone', p.id, v.phone),"
            " unseal('person.email', p.id, v.email), v.reason, v.actor"
            " FROM person_version v JOIN person p ON p.rowid = v.person"
            " WHERE v.person = ?1 AND v.rowid > ?2 ORDER BY v.rowid LIMIT ?3",
    [LIST_PEOPLE] =
            "SELECT " PERSON " FROM person p WHERE rowid > ?1"
            " AND NOT is_erased AND (NOT ?2 OR is_listed)"
            " AND (?3 = '' OR instr(folded, ?3))"
            " AND ((?4 = 0 AND ?5 IS NULL) OR EXISTS (SELECT 1 FROM post t"
            "  LEFT JOIN organisation o ON o.rowid = t.organisation"
            "  WHERE t.person = p.rowid AND NOT t.is_withdrawn"
            "  AND (?4 = 0 OR t.role = ?4) AND (?5 IS NULL OR o.id = ?5)))"
            " ORDER BY rowid LIMIT ?6",
    [INSERT_POST] =
            "INSERT INTO post (id, person, organisation, role, title,"
            " from_date, to_date) VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6,"
            " ?7)",
    [FIND_POST] = POST " WHERE t.id = ?1 AND NOT t.is_withdrawn",
    [END_POST] = "UPDATE post SET to_date = ?2 WHERE id = ?1",
    [WITHDRAW_POST] = "UPDATE post SET is_withdrawn = 1 WHERE id = ?1",
    [LIST_POSTS] = POST " WHERE t.person = ?1 AND NOT t.is_withdrawn"
                        " ORDER BY t.from_date, t.rowid LIMIT 100",
};

enum { POSTS_MAX = 100 };

struct queries *
store_person_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

#define PERSON_VALUES(person)                                                  \
    V((person)->entry.person_id), V((person)->entry.name),                     \
            V((person)->folded), V((person)->entry.is_listed),                 \
            V_IF((person)->entry.has_home_place, (person)->entry.home_place),  \
            V_IF((person)->entry.has_phone, (person)->entry.phone),            \
            V_IF((person)->entry.has_email, (person)->entry.email),            \
            V_IF((person)->has_account, (person)->account)

enum status
store_insert_person(struct queries *people, struct person *person)
{
    enum status status = db_run(people, INSERT_PERSON, PERSON_VALUES(person));

    if (!status)
        person->rowid = db_last_rowid(queries_db(people));
    return status;
}

enum status
store_update_person(struct queries *people, const struct person *person)
{
    return db_change(people, UPDATE_PERSON, PERSON_VALUES(person));
}

static struct person_entry
read_entry(sqlite3_stmt *row, struct arena *arena)
{
    return (struct person_entry){
        .person_id = column_uuid(row, 1),
        .name = column_text(row, 2, arena),
        .is_listed = column_bool(row, 3),
        .has_home_place = !column_is_null(row, 4),
        .home_place = column_text(row, 4, arena),
        .has_phone = !column_is_null(row, 5),
        .phone = column_text(row, 5, arena),
        .has_email = !column_is_null(row, 6),
        .email = column_text(row, 6, arena),
    };
}

enum status
store_find_person(struct queries *people, struct uuid id, struct arena *arena,
        struct person *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, FIND_PERSON, &row, V(id));

    if (status)
        return status;
    *out = (struct person){
        .rowid = column_int(row, 0),
        .folded = column_text(row, 7, arena),
        .has_account = !column_is_null(row, 8),
        .account = column_uuid(row, 8),
        .entry = read_entry(row, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_erase_person(struct queries *people, int64_t person)
{
    enum status status = db_change(people, ERASE_PERSON, V(person));

    return status ? status : db_run(people, DELETE_VERSIONS, V(person));
}

enum status
store_insert_person_version(struct queries *people, int64_t person, int64_t at,
        bool has_reason, struct str reason, struct str actor)
{
    return db_run(people, INSERT_VERSION, V(person), V(at),
            V_IF(has_reason, reason), V(actor));
}

static struct person_version
read_version(sqlite3_stmt *row, struct arena *arena)
{
    return (struct person_version){
        .at = column_int(row, 1),
        .name = column_text(row, 2, arena),
        .is_listed = column_bool(row, 3),
        .has_home_place = !column_is_null(row, 4),
        .home_place = column_text(row, 4, arena),
        .has_phone = !column_is_null(row, 5),
        .phone = column_text(row, 5, arena),
        .has_email = !column_is_null(row, 6),
        .email = column_text(row, 6, arena),
        .has_reason = !column_is_null(row, 7),
        .reason = column_text(row, 7, arena),
        .actor = column_text(row, 8, arena),
    };
}

enum status
store_list_person_versions(struct queries *people, int64_t person,
        struct page *page, struct arena *arena, struct person_version **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, LIST_VERSIONS, &row, V(person),
            V(page->after), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_version(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_people(struct queries *people, const struct person_filter *filter,
        struct page *page, struct arena *arena, struct person_entry **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, LIST_PEOPLE, &row, V(page->after),
            V(filter->listed_only), V(filter->folded), V(filter->role),
            V_IF(filter->has_organisation, filter->organisation),
            V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_entry(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_post(struct queries *people, int64_t person, int64_t organisation,
        const struct post_entry *post)
{
    return db_run(people, INSERT_POST, V(post->post), V(person),
            V(organisation), V(post->role), V(post->title), V(post->from),
            V_IF(post->has_to, post->to));
}

static struct post_entry
read_post(sqlite3_stmt *row, struct arena *arena)
{
    return (struct post_entry){
        .post = column_uuid(row, 0),
        .person_id = column_uuid(row, 1),
        .has_organisation = !column_is_null(row, 2),
        .organisation = column_uuid(row, 2),
        .has_organisation_name = !column_is_null(row, 3),
        .organisation_name = column_text(row, 3, arena),
        .role = (enum post_role)column_int(row, 4),
        .title = column_text(row, 5, arena),
        .from = column_int(row, 6),
        .has_to = !column_is_null(row, 7),
        .to = column_int(row, 7),
    };
}

enum status
store_find_post(struct queries *people, struct uuid id, struct arena *arena,
        struct post_entry *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, FIND_POST, &row, V(id));

    if (status)
        return status;
    *out = read_post(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_end_post(struct queries *people, const struct post_entry *post)
{
    return db_change(people, END_POST, V(post->post),
            V_IF(post->has_to, post->to));
}

enum status
store_withdraw_post(struct queries *people, struct uuid id)
{
    return db_change(people, WITHDRAW_POST, V(id));
}

enum status
store_list_posts(struct queries *people, int64_t person, struct arena *arena,
        struct post_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, LIST_POSTS, &row, V(person));

    *out = arena_alloc(arena, POSTS_MAX * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = read_post(row, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
