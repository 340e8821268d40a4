using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Patterns;

/// <summary>A node that takes a value, and the node that it takes: the value itself, or a step after it that changes nothing.</summary>
internal readonly record struct Use(Node User, Node Taken);

/// <summary>
/// What patterns ask of nodes: they look through steps that change nothing, and don't care for the order of a product's factors.
/// </summary>
internal static class NodeMatching
{
    extension(Node node)
    {
        /// <summary>The type of a tensor; null for any other value.</summary>
        public TensorType? Tensor => node.Type as TensorType;

        /// <summary>The dtype of a tensor; null for any other value.</summary>
        public DType? DType => node.Tensor?.DType;

        /// <summary>Whether the result has the type and the elements of the first argument.</summary>
        public bool ChangesNothing =>
            node is { Kind: NodeKind.Call, Operator: { } op, Arguments: [NodeArgument { Node: var source }, ..] }
            && source.Type.Equals(node.Type) && op.SameAs(InferenceContext.Of(node)) == op.Schema.Arguments[0].Name;

        /// <summary>The node that computes this value: after all steps that change nothing.</summary>
        public Node Value
        {
            get
            {
                var value = node;
                while (value.ChangesNothing)
                {
                    value = value.Operand(0)!;
                }
                return value;
            }
        }

        /// <summary>Whether this is a conversion of a tensor's dtype and of nothing else.</summary>
        public bool IsCast =>
            node is { Kind: NodeKind.Call, Operator.IsConversion: true } && node.Tensor is { } to
            && node.Operand(0)?.Tensor is { } from && to.DType != from.DType && to.Device == from.Device;

        /// <summary>The value before conversions that lose nothing: those from f16 or bf16 to f32.</summary>
        public Node Unwidened
        {
            get
            {
                var value = node.Value;
                while (value.IsCast && value.DType == Tensors.DType.F32
                    && value.Operand(0)!.DType is Tensors.DType.F16 or Tensors.DType.BF16)
                {
                    value = value.Operand(0)!.Value;
                }
                return value;
            }
        }

        /// <summary>
        /// The only user of the value, after steps that change nothing; null where it is used several times or not at all.
        /// </summary>
        public Use? SoleUse
        {
            get
            {
                for (var value = node; value.UseCount == 1;)
                {
                    var user = value.Users.First();
                    if (!user.ChangesNothing)
                    {
                        return new Use(user, value);
                    }
                    value = user;
                }
                return null;
            }
        }

        /// <summary>The node that is an argument; null where the argument is no node.</summary>
        public Node? Operand(int index) => node.Arguments[index] is NodeArgument { Node: var operand } ? operand : null;

        /// <summary>Whether two nodes certainly have one value: they are one node, or the model says the same short thing twice.</summary>
        public bool HasValueOf(Node other, int depth = 2)
        {
            var (a, b) = (node.Value, other.Value);
            if (a == b)
            {
                return true;
            }
            if (depth == 0 || a.Operator is not { IsPure: true, IsRandom: false } op || b.Operator != op || !a.Type.Equals(b.Type))
            {
                return false;
            }
            for (var i = 0; i < a.Arguments.Length; i++)
            {
                var isSame = (a.Arguments[i], b.Arguments[i]) switch
                {
                    (NodeArgument x, NodeArgument y) => x.Node.HasValueOf(y.Node, depth - 1),
                    var (x, y) => x.Equals(y),
                };
                if (!isSame)
                {
                    return false;
                }
            }
            return true;
        }

        /// <summary>Whether this is an elementwise product of two tensors.</summary>
        public bool IsProduct(out Node left, out Node right)
        {
            (left, right) = (node, node);
            if (!node.IsCallOf(KnownOps.Mul) || node.Operand(0) is not { Type: TensorType } a
                || node.Operand(1) is not { Type: TensorType } b)
            {
                return false;
            }
            (left, right) = (a, b);
            return true;
        }

        /// <summary>Whether this is a product of which one factor is a given node; the other one is <paramref name="other"/>.</summary>
        public bool IsProductWith(Node factor, out Node other)
        {
            if (!node.IsProduct(out var left, out other))
            {
                return false;
            }
            if (left == factor)
            {
                return true;
            }
            (left, other) = (other, left);
            return left == factor;
        }

        /// <summary>Whether this adds a number to a tensor.</summary>
        public bool IsShift(out Node value, out double number)
        {
            (value, number) = (node, 0);
            if ((node.IsCallOf(KnownOps.Add) || node.IsCallOf(KnownOps.AddScalar)) && node.Operand(0) is { Type: TensorType } shifted
                && node.Arguments[1].IsNumber(out number) && node.Arguments[2] is IntArgument { Value: 1 })
            {
                value = shifted;
                return true;
            }
            return false;
        }

        /// <summary>Whether this is a sum of two tensors.</summary>
        public bool IsSum => node.IsCallOf(KnownOps.Add) && node.HasUnitAlpha;

        /// <summary>Whether this is a difference of two tensors.</summary>
        public bool IsDifference => node.IsCallOf(KnownOps.Sub) && node.HasUnitAlpha;

        private bool HasUnitAlpha =>
            node.Operand(0) is { Type: TensorType } && node.Operand(1) is { Type: TensorType }
                && node.Arguments[2] is IntArgument { Value: 1 };
    }

    extension(Argument argument)
    {
        /// <summary>Whether this is a literal number.</summary>
        public bool IsNumber(out double value)
        {
            (var isNumber, value) = argument switch
            {
                IntArgument { Value: var number } => (true, number),
                FloatArgument { Value: var number } => (true, number),
                _ => (false, 0.0),
            };
            return isNumber;
        }

        /// <summary>Whether this names the last dim of a tensor, alone: <c>-1</c>, <c>[-1]</c>, or the number of dims less one.</summary>
        public bool IsLastDim(int rank) => argument switch
        {
            IntArgument { Value: var dim } => dim == -1 || dim == rank - 1,
            ListArgument { Items: [IntArgument { Value: var dim }] } => dim == -1 || dim == rank - 1,
            _ => false,
        };
    }
}
