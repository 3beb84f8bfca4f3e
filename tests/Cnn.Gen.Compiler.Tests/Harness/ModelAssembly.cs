using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using Basic.Reference.Assemblies;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Reference;
using Cnn.Gen.SourceGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Models put through the source generator, compiled into optimised assemblies in memory, one for each engine, and loaded.</summary>
internal sealed class ModelAssembly
{
    private readonly IReadOnlyDictionary<Engine, Assembly> _assemblies;

    private ModelAssembly(IReadOnlyDictionary<Engine, Assembly> assemblies) => _assemblies = assemblies;

    /// <summary>Generates every model for every engine. Any error or warning, in generated code too, is an exception that quotes the line.</summary>
    /// <param name="models">The models.</param>
    /// <param name="engines">The engines.</param>
    /// <param name="withKernels">Whether the layers' own kernels, forward and backward, are to be called.</param>
    public static ModelAssembly Compile(IReadOnlyList<TestModel> models, IReadOnlyList<Engine> engines, bool withKernels = true) =>
        new(engines.ToDictionary(engine => engine, engine => Compile(models, engine, withKernels)));

    /// <summary>
    /// The same, past the source generator: <paramref name="change"/> has its way with each model as bound, for what no attribute says.
    /// </summary>
    public static ModelAssembly Compile(IReadOnlyList<TestModel> models, IReadOnlyList<Engine> engines, Func<BoundModel, BoundModel> change) =>
        new(engines.ToDictionary(engine => engine, engine => Load(engine, models.SelectMany(model => Generate(model, engine, change)))));

    /// <summary>Generates models for one engine and compiles them with a program into an executable file.</summary>
    public static void CompileProgram(IReadOnlyList<TestModel> models, Engine engine, string program, string path)
    {
        using FileStream image = File.Create(path);
        IEnumerable<SyntaxTree> trees = models.Select(model => Parse(model.Source(engine), $"{model.ClassName}.cs"));
        Emit(Path.GetFileNameWithoutExtension(path), OutputKind.ConsoleApplication, engine, trees.Append(Parse(program, "Program.cs")), image);
    }

    /// <summary>The generated class.</summary>
    public Type TypeOf(TestModel model, Engine engine) =>
        _assemblies[engine].GetType($"{engine.Namespace}.{model.ClassName}", throwOnError: true)!;

    /// <summary>A new instance of a model.</summary>
    public ModelUnderTest Create(TestModel model, Engine engine)
    {
        Type type = TypeOf(model, engine);
        Type kernels = type.Assembly.GetType($"{type.FullName}Kernels", throwOnError: true)!;
        Type adapter = typeof(ModelUnderTest<,>).MakeGenericType(type, engine.IsDouble ? typeof(double) : typeof(float));
        var made = (ModelUnderTest)Activator.CreateInstance(adapter, Activator.CreateInstance(type), Activator.CreateInstance(kernels))!;
        made.Network = ReferenceNetwork.Create(model.Spec(engine));
        made.Engine = engine;
        return made;
    }

    private static Assembly Compile(IReadOnlyList<TestModel> models, Engine engine, bool withKernels)
    {
        IEnumerable<SyntaxTree> trees = models.Select(model => Parse(model.Source(engine), $"{model.ClassName}.cs"));
        return Load(engine, withKernels ? trees.Concat(models.Select(model => Adapter(model, engine))) : trees);
    }

    private static IEnumerable<SyntaxTree> Generate(TestModel model, Engine engine, Func<BoundModel, BoundModel> change)
    {
        CompiledModel compiled = ModelCompiler.Compile(change(ModelBinder.Bind(model.Spec(engine))), new CompilerOptions(engine.VectorBits));
        return [Parse(compiled.Shell, $"{model.ClassName}.Shell.cs"), Parse(compiled.Kernels, $"{model.ClassName}.Kernels.cs"), Adapter(model, engine)];
    }

    private static SyntaxTree Adapter(TestModel model, Engine engine) => Parse(KernelAdapter.Write(model, engine), $"{model.ClassName}.Adapter.cs");

    private static Assembly Load(Engine engine, IEnumerable<SyntaxTree> trees)
    {
        using var image = new MemoryStream();
        Emit($"Models{engine}{Guid.NewGuid():N}", OutputKind.DynamicallyLinkedLibrary, engine, trees, image);
        return Assembly.Load(image.ToArray());
    }

    private static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp12);

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, Encoding.UTF8);

    private static void Emit(string name, OutputKind kind, Engine engine, IEnumerable<SyntaxTree> trees, Stream image)
    {
        var options = new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release);
        CSharpGeneratorDriver
            .Create([new CnnModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions, optionsProvider: new BuildProperties(engine))
            .RunGeneratorsAndUpdateCompilation(CSharpCompilation.Create(name, trees, References(), options), out Compilation generated, out var problems);
        Report(problems);
        Report(generated.Emit(image).Diagnostics);
    }

    private static IEnumerable<MetadataReference> References() =>
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(CnnModelAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(IStaticKernels<>).Assembly.Location),
    ];

    private static void Report(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] found = [.. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        if (found.Length == 0)
            return;

        IEnumerable<string> lines = found.Take(10).Select(diagnostic =>
        {
            FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
            string? line = diagnostic.Location.SourceTree?.GetText().Lines[span.StartLinePosition.Line].ToString().Trim();
            return $"{span.Path}({span.StartLinePosition.Line + 1}): {diagnostic.Id} {diagnostic.GetMessage()}\n    {line}";
        });
        throw new InvalidOperationException($"The compiler found {found.Length} errors or warnings:\n{string.Join('\n', lines)}");
    }

    /// <summary>The project's properties as the generator sees them.</summary>
    private sealed class BuildProperties(Engine engine) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(engine.VectorBits.ToString());

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(string vectorBits) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.CnnGenVectorBits" ? vectorBits : null;
                return value is not null;
            }
        }
    }
}
