"""What random programs are made of: each part is a function of the generator that says an expression, or statements and one."""

from fuzz.parts import control, elementwise, indexing, layers, linear, mutation, reductions, shapes

GROUPS = {
    "elementwise": elementwise.PARTS, "reductions": reductions.PARTS, "shapes": shapes.PARTS, "indexing": indexing.PARTS,
    "layers": layers.PARTS, "linear": linear.PARTS, "mutation": mutation.PARTS, "control": control.PARTS,
}
