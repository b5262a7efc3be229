#include "registry.h"
#include "store_tokenizer.h"

int
main(int argc, char **argv)
{
    db_on_open(tokenizer_add);
    return service_main(&registry_service, argc, argv);
}
