using System.ComponentModel;
using System.Reflection;
using Piecewise.Extensions;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Llm;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Server;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>An application finds a type in the namespace that is called like the package (docs/design/public-api.md).</summary>
public sealed class PublicTypeTests
{
    public static TheoryData<Type> Packages =>
    [
        typeof(Tensor), typeof(Graph), typeof(Pt2FormatException), typeof(StandardOperators), typeof(Model), typeof(LanguageModel),
        typeof(CompiledModel), typeof(LanguageModelServer), typeof(PiecewiseChatClient),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_public_type_lies_in_the_namespace_of_its_package(Type member)
    {
        var package = member.Assembly.GetName().Name;
        var elsewhere = member.Assembly.GetExportedTypes()
            .Where(t => t.GetCustomAttribute<EditorBrowsableAttribute>() is null && t.DeclaringType is null && t.Namespace != package);
        Assert.Empty(elsewhere);
    }
}
