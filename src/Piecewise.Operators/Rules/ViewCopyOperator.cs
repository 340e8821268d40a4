using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>What a view shows, as new memory: <c>slice_copy</c> from <c>slice</c>. Both have the same arguments.</summary>
internal sealed class ViewCopyOperator : Operator
{
    private readonly Operator view;
    private readonly bool keepStrides;

    /// <param name="schema">PyTorch's schema of the copy.</param>
    /// <param name="view">The view it copies.</param>
    /// <param name="keepStrides">The copy has the view's strides (<c>unsafe_split</c>); by default it is row-major.</param>
    public ViewCopyOperator(string schema, Operator view, bool keepStrides = false)
        : base(schema)
    {
        this.view = view;
        this.keepStrides = keepStrides;
    }

    public override bool SeesStorage => view.SeesStorage;

    // PyTorch's unsafe_split is a view that it does not call one.
    public override string? StorageLike => keepStrides ? Schema.Arguments[0].Name : null;

    public override NodeType Infer(InferenceContext context) => view.Infer(context.As(view)) switch
    {
        TensorType type => CopyOf(type),
        TupleType tuple => new TupleType([.. tuple.Items.Select(i => (NodeType)CopyOf((TensorType)i))]),
        var other => throw new InvalidOperationException($"{other} is not the type of a view."),
    };

    public override Value Evaluate(EvaluationContext context)
    {
        var result = view.Evaluate(context.As(view));
        return result.IsTensor ? CopyOf(result.Tensor) : Value.List(result.Items.Select(i => (Value)CopyOf(i.Tensor)));
    }

    private TensorType CopyOf(TensorType type) => keepStrides ? type : type.WithShape(type.Shape);

    private Tensor CopyOf(Tensor tensor) => keepStrides ? Results.CopyWithStrides(tensor) : tensor.Clone();
}
