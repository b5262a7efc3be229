# Helpers that keep every CMakeLists.txt below a dozen lines.

add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE -Wall -Wextra -Wshadow -Werror
    -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers
    $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>
    $<$<C_COMPILER_ID:Clang>:-Wno-string-concatenation>)
target_compile_definitions(warnings INTERFACE _GNU_SOURCE)

# add_room(wire SOURCES codec.c reader.c USES base): a static library.
function(add_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;USES" ${ARGN})
    add_library(${name} STATIC ${ROOM_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/common
        ${SCHEMA_OUT})
    target_link_libraries(${name} PUBLIC ${ROOM_USES} PRIVATE warnings)
    add_dependencies(${name} schemas)
endfunction()

# add_messages(grants): what schemas/grants.yaml says, for whoever speaks it.
function(add_messages name)
    set_source_files_properties(${SCHEMA_OUT}/${name}_messages.c
        PROPERTIES GENERATED TRUE)
    add_room(${name}-messages SOURCES ${SCHEMA_OUT}/${name}_messages.c
        USES wire)
endfunction()

# add_service(grants SOURCES handlers.c …): library <name>-service, for tests,
# and the executable. migrations/*.sql become <name>_migrations.c.
function(add_service name)
    cmake_parse_arguments(SERVICE "" "" "SOURCES;USES" ${ARGN})
    file(GLOB migrations CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
    add_migrations(${name} ${migrations})
    set_source_files_properties(${SCHEMA_OUT}/${name}_service.c
        PROPERTIES GENERATED TRUE)
    add_room(${name}-service
        SOURCES ${SERVICE_SOURCES} ${SCHEMA_OUT}/${name}_service.c
            ${CMAKE_CURRENT_BINARY_DIR}/${name}_migrations.c
        USES ${name}-messages server ${SERVICE_USES})
    target_include_directories(${name}-service PUBLIC
        ${CMAKE_CURRENT_SOURCE_DIR})
    add_executable(${name} main.c)
    target_link_libraries(${name} ${name}-service warnings)
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# <name>_migrations.c defines const struct migration <name>_migrations[].
function(add_migrations name)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}_migrations.c)
    add_custom_command(OUTPUT ${out}
        COMMAND /usr/bin/python3 -B ${PROJECT_SOURCE_DIR}/cmake/migrations.py
            ${name} ${out} ${ARGN}
        DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/migrations.py VERBATIM)
endfunction()

# add_unit_test(handlers_test fundraising-service): one program per module.
function(add_unit_test name)
    add_executable(${name} ${name}.c)
    target_link_libraries(${name} ${ARGN} cmocka warnings)
    add_test(NAME ${name} COMMAND ${name}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
