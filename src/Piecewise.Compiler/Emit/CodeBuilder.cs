using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Piecewise.Compiler.Backend;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>A source file of generated code.</summary>
/// <param name="Path">Its name; relative, so that what is built does not depend on the place.</param>
/// <param name="Text">C#.</param>
internal sealed record GeneratedSource(string Path, string Text);

/// <summary>
/// Compiles generated sources in this process: all of a program in one compilation, because the compiler's first use costs more than
/// everything it does for a program. Equal sources give equal bytes.
/// </summary>
internal static class CodeBuilder
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(FindReferences);

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp13, DocumentationMode.None);

    // Every construct that generated code is made of, once: what compiling this makes ready is ready for the real code.
    private const string Everything = PieceEmitter.Head + """


        [SkipLocalsInit]
        public static unsafe class WarmUp
        {
            public static void Run(CodeContext context, void** tensors, long* sizes, byte* scratch)
            {
                nint n = (nint)sizes[0];
                new LinearCall<BFloat16>
                {
                    X = (BFloat16*)tensors[0], XRow = 8,
                    Weight = (BFloat16*)tensors[1], WeightRow = 8,
                    Bias = null,
                    Result = (BFloat16*)(scratch + 16 * n), ResultRow = 8, M = n, N = 8, K = 8,
                }.Run(context.Workers);
                var k = new State { x = (BFloat16*)tensors[0], y = (float*)scratch, n = n };
                Kernel(&k, 0, 1);
                context.Workers.Team.Run(context.Workers.Parts(n, 64 * n), &Kernel, &k);
            }

            private struct State
            {
                public BFloat16* x;
                public float* y;
                public nint n;
            }

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            private static void Kernel(void* state, int part, int parts)
            {
                var k = (State*)state;
                var share = Share.Of(k->n, part, parts);
                for (nint row = share.Start; row < share.End; row++)
                {
                    Vector256<float> sum = Vector256<float>.Zero;
                    for (nint i = 0; i < 64; i += 8)
                    {
                        Vector256<float> x = Elements.Load<Lanes256, Vector256<float>, BFloat16>(k->x + (row * 64) + i);
                        sum = Lanes256.Add(sum, VectorMath.Exp<Lanes256, Vector256<float>>(Lanes256.Negate(x)));
                    }
                    double total = Lanes256.Sum(sum);
                    k->y[row] = row < nint.Max(k->n, 1) ? MathF.Sqrt((float)total + 1E-06f) : 0f;
                }
            }
        }
        """;

    private static readonly Lazy<Task> Ready =
        new(() => Task.Run(() => Build("WarmUp", [new GeneratedSource("WarmUp.cs", Everything)], debug: false)));

    /// <summary>
    /// Makes the compiler ready, once per process: its first use takes most of a second, which can pass while something else is done.
    /// </summary>
    public static Task WarmUp() => Ready.Value;

    /// <summary>Compiles sources.</summary>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="sources">C# files.</param>
    /// <param name="debug">Whether the code can be stepped through, with its sources in the PDB.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">
    /// They do not compile, which is a fault of the code generator; the message has the first errors.
    /// </exception>
    public static BuiltCode Build(string name, IEnumerable<GeneratedSource> sources, bool debug, CancellationToken cancellation = default)
    {
        var trees = Together.Select(
            sources, s => CSharpSyntaxTree.ParseText(SourceText.From(s.Text, Encoding.UTF8), Language, s.Path, cancellation), cancellation);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: debug ? OptimizationLevel.Debug
                : OptimizationLevel.Release, allowUnsafe: true,
            deterministic: true, concurrentBuild: true, nullableContextOptions: NullableContextOptions.Disable, warningLevel: 0,
            generalDiagnosticOption: ReportDiagnostic.Suppress);
        var compilation = CSharpCompilation.Create(name, trees, References.Value, options);
        using var assembly = new MemoryStream();
        using var symbols = debug ? new MemoryStream() : null;
        var emit = new Microsoft.CodeAnalysis.Emit.EmitOptions(
            debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb);
        var texts = debug ? trees.Select(t => EmbeddedText.FromSource(t.FilePath, t.GetText(cancellation))) : null;
        var result = compilation.Emit(assembly, symbols, options: emit, embeddedTexts: texts, cancellationToken: cancellation);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5).Select(d => $"\n  {d}: {Line(d)}");
            throw new InvalidOperationException($"Generated code does not compile; please report this.{string.Concat(errors)}");
        }
        return new BuiltCode([.. assembly.ToArray()], symbols is null ? [] : [.. symbols.ToArray()]);
    }

    private static string Line(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "";

    // What generated code may name, from memory and not from files: it works in a single-file application too.
    private static unsafe ImmutableArray<MetadataReference> FindReferences()
    {
        Assembly[] named = [typeof(object).Assembly, typeof(Complex).Assembly, typeof(Tensor).Assembly, typeof(CodeContext).Assembly];
        string[] facades = ["System.Runtime", "System.Runtime.Intrinsics", "System.Runtime.InteropServices", "System.Numerics.Vectors",
            "System.Threading"];
        return [.. named.Concat(facades.Select(Find).OfType<Assembly>()).Distinct().Select(Reference)];
    }

    private static Assembly? Find(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static unsafe MetadataReference Reference(Assembly assembly) => assembly.TryGetRawMetadata(out var blob, out var length)
        ? AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((IntPtr)blob, length)).GetReference(display: assembly.GetName().Name)
        : throw new InvalidOperationException(
            $"The metadata of {assembly.GetName().Name} can't be read; code can't be compiled in this application, only loaded.");
}
