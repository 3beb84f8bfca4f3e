using System.Reflection;
using System.Runtime.Intrinsics;
using System.Text;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.Tool.Models;

/// <summary>Generates networks from their specifications and compiles them in memory, for this machine's vectors.</summary>
internal static class NetworkCompiler
{
    /// <summary>The widest vectors of this machine.</summary>
    public static int VectorBits { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 1;

    /// <summary>New instances of the networks, their parameters initialised from <paramref name="seed"/>.</summary>
    /// <param name="specs">The networks, of different names; none with errors.</param>
    /// <param name="exposeValues">Whether every value is to be computed apart, for the output to hold them all.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="tunings">What a tuning file says of each network; nothing where null.</param>
    public static IReadOnlyList<RunnableNetwork> Compile(
        IReadOnlyList<ModelSpec> specs, bool exposeValues = false, int seed = 0, IReadOnlyList<ClassTuning?>? tunings = null)
    {
        foreach (BoundModel model in specs.Select(ModelBinder.Bind).Where(model => !model.IsValid))
            throw new ArgumentException($"{model.Spec.ClassName} has errors: {string.Join(" ", model.Problems.Select(problem => problem.Message))}", nameof(specs));
        CompiledModel[] models = [.. specs.Select((spec, index) => Generate(spec, exposeValues, tunings?[index]))];
        Assembly assembly = Assembly.Load(Emit(specs, models));
        return [.. specs.Select((spec, index) => RunnableNetwork.Create(TypeOf(assembly, spec), spec, models[index], seed))];
    }

    /// <summary>The same networks as an assembly's file.</summary>
    /// <param name="specs">The networks.</param>
    /// <param name="edit">What is changed in their text; nothing where null.</param>
    public static byte[] CompileAssembly(IReadOnlyList<ModelSpec> specs, Func<CompiledModel, CompiledModel>? edit = null)
    {
        IEnumerable<CompiledModel> models = specs.Select(spec => Generate(spec, exposeValues: false));
        return Emit(specs, [.. edit is null ? models : models.Select(edit)]);
    }

    private static CompiledModel Generate(ModelSpec spec, bool exposeValues, ClassTuning? tuning = null) =>
        ModelCompiler.Compile(spec, new CompilerOptions(VectorBits) { ExposeValues = exposeValues, Tuning = tuning });

    private static Type TypeOf(Assembly assembly, ModelSpec spec) =>
        assembly.GetType(spec.Namespace.Length == 0 ? spec.ClassName : $"{spec.Namespace}.{spec.ClassName}", throwOnError: true)!;

    /// <summary>The class as a user writes it.</summary>
    private static string Declaration(ModelSpec spec) =>
        (spec.Namespace.Length == 0 ? string.Empty : $"namespace {spec.Namespace};\n")
        + $"using Cnn.Gen;\n{Definition.Print(spec)}\npublic sealed partial class {spec.ClassName};\n";

    private static byte[] Emit(IReadOnlyList<ModelSpec> specs, CompiledModel[] models)
    {
        IEnumerable<string> texts = specs.Select(Declaration).Concat(models.SelectMany(model => new[] { model.Shell, model.Kernels }));
        var parsing = new CSharpParseOptions(LanguageVersion.CSharp12);
        IEnumerable<SyntaxTree> trees = texts.Select((text, index) => CSharpSyntaxTree.ParseText(text, parsing, $"{index}.cs", Encoding.UTF8));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create($"Networks{Guid.NewGuid():N}", trees, References(), options).Emit(image);
        if (!result.Success)
        {
            IEnumerable<Diagnostic> errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"The generated code does not compile, which is a bug of the generator:\n{string.Join('\n', errors.Take(10))}");
        }

        return image.ToArray();
    }

    /// <summary>What this program itself runs on.</summary>
    private static IEnumerable<MetadataReference> References()
    {
        string paths = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? string.Empty;
        return paths.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(CnnModelAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
