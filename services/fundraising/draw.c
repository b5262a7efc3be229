#include "draw.h"

struct drawing
draw_payment(struct arena *arena, int64_t amount,
        const struct undrawn_gift *gifts, size_t count)
{
    struct drawing drawing = {
        .draws = arena_alloc(arena, sizeof(struct draw) * (count + 1)),
        .from_fund = amount,
    };

    for (size_t i = 0; i < count && drawing.from_fund > 0; i++) {
        int64_t part = gifts[i].undrawn < drawing.from_fund ? gifts[i].undrawn
                                                            : drawing.from_fund;

        drawing.draws[drawing.count++] = (struct draw){ &gifts[i], part };
        drawing.from_gifts += part;
        drawing.from_fund -= part;
    }
    return drawing;
}
