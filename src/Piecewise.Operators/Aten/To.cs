using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Conversion to a dtype, device or memory format: the tensor itself where nothing changes. Source: <c>torch.Tensor.to</c>,
/// <c>torch.Tensor.type_as</c>.
/// </summary>
internal sealed class To : IOperatorSource
{
    private const string Tail = "bool non_blocking=False, bool copy=False, MemoryFormat? memory_format=None) -> Tensor(a)";

    public IEnumerable<Operator> Create() =>
    [
        new ToOperator("aten::to.dtype(Tensor(a) self, ScalarType dtype, " + Tail),
        new ToOperator(
            "aten::to.dtype_layout(Tensor(a) self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, " +
            "bool? pin_memory=None, " + Tail),
        new ToOperator("aten::to.device(Tensor(a) self, Device device, ScalarType dtype, " + Tail),
        new ToOperator("aten::to.other(Tensor(a) self, Tensor other, " + Tail),
        // PyTorch's schema promises fresh memory, but the result is the tensor itself where the dtypes agree.
        new ToOperator("aten::type_as(Tensor(a) self, Tensor other) -> Tensor(a)"),
        new FreshCopyOperator(),
    ];

    private sealed class ToOperator(string schema) : AliasOperator(schema)
    {
        public override bool IsConversion => true;

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (dtype, device, format) = (TargetDType(context), TargetDevice(context), Format(context));
            // Where that is open, it lies as a copy would.
            return IsSame(context) == true
                ? self
                : new TensorType(dtype, self.Shape, MemoryFormats.Strides(context, self, format), device);
        }

        public override bool? ResultIsView(InferenceContext context) => IsSame(context);

        public override string? SameAs(InferenceContext context) => TargetDType(context) == context.Tensor("self").DType ? "self" : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dtype = Schema.HasArgument("other") ? context.Tensor("other").DType
                : Schema.HasArgument("dtype") ? context.OptionalDType("dtype") ?? self.DType
                : self.DType;
            var format = Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : MemoryFormat.Preserve;
            var copies = Schema.HasArgument("copy") && context.Bool("copy");
            // All memory is the host's here; a device is part of a type only.
            var moves = Schema.HasArgument("device")
                && context["device"] is { IsNone: false, Literal: DeviceArgument { Value: not TensorType.Cpu } };
            return dtype == self.DType && !copies && !moves && MemoryFormats.Has(self, Wanted(format))
                ? self
                : MemoryFormats.Copy(self, dtype, MemoryFormats.Strides(self, format));
        }

        private bool? IsSame(InferenceContext context)
        {
            var self = context.Tensor("self");
            return TargetDType(context) != self.DType || TargetDevice(context) != self.Device
                || (Schema.HasArgument("copy") && context.Bool("copy"))
                ? false
                : MemoryFormats.Has(context, self, Wanted(Format(context)));
        }

        public override LoopForm? Loops(InferenceContext context) =>
            ResultIsView(context) != true ? Conversion.Loops(context) : null;

        // Contiguous is what PyTorch takes any strides for that are not channels-last, so it asks for nothing.
        private static MemoryFormat Wanted(MemoryFormat format) => format == MemoryFormat.Contiguous ? MemoryFormat.Preserve : format;

        private MemoryFormat Format(InferenceContext context) =>
            Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : MemoryFormat.Preserve;

        private DType TargetDType(InferenceContext context) => Schema.HasArgument("other") ? context.Tensor("other").DType
            : Schema.HasArgument("dtype") ? context.OptionalDType("dtype") ?? context.Tensor("self").DType
            : context.Tensor("self").DType;

        private string TargetDevice(InferenceContext context) => Schema.HasArgument("other") ? context.Tensor("other").Device
            : Schema.HasArgument("device") && context["device"] is DeviceArgument { Value: var device } ? device
            : context.Tensor("self").Device;
    }

    private sealed class FreshCopyOperator() : Operator(
        "aten::_to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, "
        + "bool non_blocking=False, MemoryFormat? memory_format=None) -> Tensor")
    {
        public override bool IsConversion => true;

        public override bool IsPointwise => true;

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var device = context["device"] is DeviceArgument { Value: var named } ? named : self.Device;
            var strides = MemoryFormats.Strides(context, self, MemoryFormats.Of(context["memory_format"]));
            return new TensorType(context.OptionalDType("dtype") ?? self.DType, self.Shape, strides, device);
        }

        public override LoopForm? Loops(InferenceContext context) => Conversion.Loops(context);

        public override string? SameAs(InferenceContext context) =>
            (context.OptionalDType("dtype") ?? context.Tensor("self").DType) == context.Tensor("self").DType ? "self" : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var strides = MemoryFormats.Strides(self, MemoryFormats.Of(context["memory_format"]));
            return MemoryFormats.Copy(self, context.OptionalDType("dtype") ?? self.DType, strides);
        }
    }
}
