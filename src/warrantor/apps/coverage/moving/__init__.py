"""Units that change owner or place: asked by one side, accepted by the other, as far as the terms let it."""
