using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Piecewise.Runtime;

/// <summary>The generated code of a program, by number. Unloaded when nobody holds it any more.</summary>
public sealed unsafe class ProgramCode
{
    /// <summary>The type of a generated assembly that lists its code, and the method that does.</summary>
    public const string TableType = "Piecewise.Generated.ProgramTable";

    public const string TableMethod = "Code";

    private readonly nint[] functions;
    // Keeps a collectible assembly loaded as long as its code may run.
    private readonly object? owner;

    /// <param name="functions">Each a <c>delegate*&lt;CodeContext, void**, long*, byte*, void&gt;</c>.</param>
    /// <param name="owner">What the code belongs to.</param>
    public ProgramCode(nint[] functions, object? owner = null)
    {
        ArgumentNullException.ThrowIfNull(functions);
        this.functions = functions;
        this.owner = owner;
    }

    public int Count => functions.Length;

    /// <summary>Loads a generated assembly.</summary>
    /// <param name="assembly">A managed assembly.</param>
    /// <param name="symbols">Its portable PDB, for debugging; may be empty.</param>
    /// <param name="prepare">Whether to compile all of its methods to machine code now, not in their first call.</param>
    /// <exception cref="BadImageFormatException">It is no generated assembly.</exception>
    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("Loads an assembly. A program compiled ahead of time uses the constructor with its own table.")]
    public static ProgramCode Load(ReadOnlySpan<byte> assembly, ReadOnlySpan<byte> symbols = default, bool prepare = true)
    {
        var context = new AssemblyLoadContext("piecewise", isCollectible: true);
        context.Resolving += static (_, name) => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == name.Name);
        using var code = new MemoryStream(assembly.ToArray(), writable: false);
        using var pdb = symbols.IsEmpty ? null : new MemoryStream(symbols.ToArray(), writable: false);
        var loaded = context.LoadFromStream(code, pdb);
        var table = loaded.GetType(TableType)?.GetMethod(TableMethod, BindingFlags.Public | BindingFlags.Static)
            ?? throw new BadImageFormatException($"The assembly has no {TableType}.{TableMethod}.");
        if (prepare)
        {
            Prepare(loaded);
        }
        return new ProgramCode((nint[])table.Invoke(null, null)!, loaded);
    }

    /// <summary>Calls code.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="context">Who computes.</param>
    /// <param name="tensors">First elements of inputs and results.</param>
    /// <param name="sizes">Values of its symbols.</param>
    /// <param name="scratch">Memory for its temporaries.</param>
    public void Run(int number, CodeContext context, void** tensors, long* sizes, byte* scratch)
    {
        ((delegate*<CodeContext, void**, long*, byte*, void>)functions[number])(context, tensors, sizes, scratch);
        GC.KeepAlive(owner);
    }

    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("Walks all methods of an assembly.")]
    private static void Prepare(Assembly assembly)
    {
        MethodInfo[] methods = [.. assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(m => !m.ContainsGenericParameters)];
        Parallel.ForEach(methods, m => RuntimeHelpers.PrepareMethod(m.MethodHandle));
    }
}
