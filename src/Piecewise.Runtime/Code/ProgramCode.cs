using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Piecewise.Runtime;

/// <summary>The code of a program, by number: by default functions, which are unloaded when nobody holds them any more.</summary>
internal unsafe class ProgramCode
{
    /// <summary>The type of a generated assembly that lists its code, and the method that does.</summary>
    public const string TableType = "Piecewise.Generated.ProgramTable";

    public const string TableMethod = "Code";

    private readonly nint[] functions;
    // Keeps a collectible assembly loaded as long as its code may run.
    private readonly object? owner;
    private volatile bool stopped;

    /// <param name="functions">Each a <c>delegate*&lt;CodeContext, void**, long*, byte*, void&gt;</c>.</param>
    /// <param name="owner">What the code belongs to.</param>
    public ProgramCode(nint[] functions, object? owner = null)
    {
        ArgumentNullException.ThrowIfNull(functions);
        this.functions = functions;
        this.owner = owner;
    }

    /// <summary>Completes when all machine code is there.</summary>
    public Task Prepared { get; } = Task.CompletedTask;

    /// <summary>For code that is no functions.</summary>
    protected ProgramCode()
        : this([])
    {
    }

    public virtual int Count => functions.Length;

    /// <summary>
    /// Loads a generated assembly. Machine code is made of its methods in the background, beginning now: calls need not wait, and a call
    /// that is earlier makes the machine code that it needs itself.
    /// </summary>
    /// <param name="assembly">A managed assembly.</param>
    /// <param name="symbols">Its portable PDB, for debugging; may be empty.</param>
    /// <exception cref="BadImageFormatException">It is no generated assembly.</exception>
    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(
        "Loads an assembly. A program compiled ahead of time uses the constructor with its own table.")]
    public static ProgramCode Load(ReadOnlySpan<byte> assembly, ReadOnlySpan<byte> symbols = default)
    {
        var context = new AssemblyLoadContext("piecewise", isCollectible: true);
        context.Resolving += static (_, name) => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == name.Name);
        using var code = new MemoryStream(assembly.ToArray(), writable: false);
        using var pdb = symbols.IsEmpty ? null : new MemoryStream(symbols.ToArray(), writable: false);
        try
        {
            var loaded = context.LoadFromStream(code, pdb);
            var table = loaded.GetType(TableType)?.GetMethod(TableMethod, BindingFlags.Public | BindingFlags.Static)
                ?? throw new BadImageFormatException($"The assembly has no {TableType}.{TableMethod}.");
            return new ProgramCode(table.Invoke(null, null) as nint[]
                ?? throw new BadImageFormatException($"{TableType}.{TableMethod} gives no functions."), loaded, context);
        }
        catch (Exception e) when (e is FileLoadException or TypeLoadException or TargetInvocationException or MissingMemberException
            or TargetParameterCountException or ArgumentException)
        {
            throw new BadImageFormatException($"The assembly is no generated one: {e.Message}", e);
        }
    }

    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("Walks all methods of an assembly.")]
    private ProgramCode(nint[] functions, Assembly assembly, AssemblyLoadContext context)
        : this(functions, (context, assembly))
    {
        Prepared = Task.Run(() => Prepare(assembly));
    }

    /// <summary>
    /// Ends the making of machine code in the background; calls make what they still need. For a program that nobody will call any more.
    /// </summary>
    public void StopPreparing() => stopped = true;

    /// <summary>Calls code.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="context">Who computes.</param>
    /// <param name="tensors">First elements of inputs and results.</param>
    /// <param name="sizes">Values of its symbols.</param>
    /// <param name="scratch">Memory for its temporaries.</param>
    public virtual void Run(int number, CodeContext context, void** tensors, long* sizes, byte* scratch)
    {
        ((delegate*<CodeContext, void**, long*, byte*, void>)functions[number])(context, tensors, sizes, scratch);
        GC.KeepAlive(owner);
    }

    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("Walks all methods of an assembly.")]
    private void Prepare(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            foreach (var method in type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (stopped)
                {
                    return;
                }
                if (!method.ContainsGenericParameters)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
            }
        }
    }
}
