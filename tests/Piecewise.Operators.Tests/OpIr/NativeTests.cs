using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>Native implementations on generated inputs (I1).</summary>
public sealed class NativeTests
{
    public static TheoryData<string, DType> Cases()
    {
        var data = new TheoryData<string, DType>();
        foreach (var op in OpCalls.Ops)
        {
            foreach (var dtype in new[] { DType.F32, DType.F16, DType.BF16 })
            {
                data.Add(op.Declaration.QualifiedName, dtype);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_inputs_fit_the_op_and_the_shape_rule_fits_the_results(string name, DType dtype)
    {
        var op = (OpIrOperator)OpCalls.Catalog[name];
        foreach (var rows in new[] { 0, 1, 2, 7, 33 })
        {
            var arguments = OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(rows), rows, dtype)]);
            var results = OpCalls.Run(op.Declaration.Native, op, arguments);

            var type = op.Infer(OpCalls.Types(op, arguments));
            SampleAssert.HasType(type, results.Length == 1 ? results[0] : Value.List(results));
        }
    }
}
