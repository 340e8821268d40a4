using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>
/// No operator ignores an argument in silence: over its samples, its rule or its kernel asks for each; and a call's compiled form asks for
/// whatever the kernel asks for, unless the rule has put it into the type of the result.
/// </summary>
public sealed class ForgottenArgumentTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    // What makes no difference to a result, by name, or by operator and name, and why.
    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["layout"] = "the reader of files refuses all but strided",
        ["pin_memory"] = "of copies to other devices",
        ["non_blocking"] = "of copies to other devices",
        ["cudnn_enabled"] = "of other devices",
        ["cudnn_enable"] = "of other devices",
        ["benchmark"] = "of other devices",
        ["deterministic"] = "of other devices",
        ["allow_tf32"] = "of other devices",
        ["momentum"] = "of updates of running statistics, which are refused",
        ["generator"] = "of random numbers, which are the session gives",
        ["sparse"] = "of gradients",
        ["sparse_grad"] = "of gradients",
        ["scale_grad_by_freq"] = "of gradients",
        ["padding_idx"] = "of gradients",
        ["implicit"] = "of vmap",
        ["assume_unique"] = "a promise that makes it faster",
        ["unsafe"] = "skips a check",
        ["stable"] = "sorting always is",
        ["sorted"] = "asks for any order where false",
        ["assert_msg"] = "asked for where the condition does not hold",
        ["aten::_assert_tensor_metadata.default device"] = "all tensors are in this process's memory",
        ["aten::_scaled_dot_product_attention_math.default dropout_mask"] = "of dropout, which is refused",
        ["aten::unique_dim.default return_inverse"] = "PyTorch gives it in any case",
        ["aten::unique_dim.default return_counts"] = "PyTorch gives it in any case",
        ["aten::unique_dim_consecutive.default return_inverse"] = "PyTorch gives it in any case",
        ["aten::unique_dim_consecutive.default return_counts"] = "PyTorch gives it in any case",
    };

    public static TheoryData<string> Operators => new(Catalog.Operators.Where(o => o.Samples.Any()).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Operators))]
    public void Arguments_are_asked_for(string name)
    {
        var op = Catalog[name];
        var unread = Unread(op).Where(a => !Ignored.ContainsKey(a) && !Ignored.ContainsKey($"{op.Name} {a}")).ToList();
        Assert.True(unread.Count == 0,
            $"{op.Name} asks for {string.Join(", ", unread)} in no sample: it is ignored, or a sample is missing.");
    }

    [Fact]
    public void What_may_be_ignored_is_ignored()
    {
        var unread = Catalog.Operators.Where(o => o.Samples.Any()).SelectMany(o => Unread(o).SelectMany(a => new[] { a, $"{o.Name} {a}" }))
            .ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Ignored.Keys, k => !unread.Contains(k));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Compiled_forms_ask_for_what_kernels_ask_for(string name)
    {
        var op = Catalog[name];
        var (rule, kernel, form) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
        foreach (var sample in op.Samples)
        {
            var (ofRule, ofKernel, ofForm) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
            Ask(op, sample, ofRule, ofKernel, out var arguments, out var shapes, out var type);
            var context = new InferenceContext(op, arguments, shapes) { Asked = i => ofForm.Add(i) }.Giving(type);
            if (op.Loops(context) is not null || op.DirectKernel(context) is not null)
            {
                rule.UnionWith(ofRule);
                kernel.UnionWith(ofKernel);
                form.UnionWith(ofForm);
            }
        }
        // Whether a conversion has to be a copy is no matter of loops that make one.
        var forgotten = kernel.Except(rule).Except(form).Select(i => op.Schema.Arguments[i].Name).Where(a => a != "copy").ToList();
        Assert.True(forgotten.Count == 0, $"{op.Name}: the compiled form never asks for {string.Join(", ", forgotten)}, the kernel does.");
    }

    // Names of the arguments that nothing asks for in any sample.
    private static List<string> Unread(Operator op)
    {
        var asked = new HashSet<int>();
        foreach (var sample in op.Samples)
        {
            Ask(op, sample, asked, asked, out _, out _, out _);
        }
        return [.. op.Schema.Arguments.Index().Where(a => !asked.Contains(a.Index)).Select(a => a.Item.Name)];
    }

    private static void Ask(
        Operator op, OperatorSample sample, HashSet<int> rule, HashSet<int> kernel, out ImmutableArray<Argument> arguments,
        out ShapeEnvironment shapes, out NodeType type)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        arguments = [.. SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs))];
        shapes = graph.Shapes;
        type = op.Infer(new InferenceContext(op, arguments, shapes) { Asked = i => rule.Add(i) });
        ImmutableArray<Value> values = [.. SampleCalls.Arguments(op, sample).Select(SampleCalls.Copy)];
        op.Evaluate(new EvaluationContext(op, values, new Interpreter().With(new RandomSource(0))) { Asked = i => kernel.Add(i) });
    }
}
