#include "service.h"

int
main(int argc, char **argv)
{
    return service_main(&grants_service, argc, argv);
}
