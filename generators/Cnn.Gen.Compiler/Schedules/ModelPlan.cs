using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>A layer's own kernel: a program over spans.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Program">The program.</param>
/// <param name="Scratch">Its scratch memory.</param>
public sealed record LayerProgram(BoundLayer Layer, StepProgram Program, ScratchSize Scratch);

/// <summary>Everything that is run on one register file.</summary>
/// <param name="Target">The register file.</param>
/// <param name="Pack">Packs the parameters for <see cref="Predict"/>.</param>
/// <param name="Predict">Prediction.</param>
/// <param name="Forward">Forward of a training step; null for a model that is not trained.</param>
/// <param name="Backward">Backward of a training step; null for a model that is not trained.</param>
/// <param name="LayerPrograms">The layers' own kernels: for each layer, forward and backward.</param>
/// <param name="PackedLength">Elements of the packed parameters.</param>
/// <param name="PredictScratch">Scratch memory of <see cref="Predict"/>.</param>
/// <param name="PassScratch">Scratch memory that <see cref="Forward"/> and <see cref="Backward"/> share.</param>
public sealed record ModelPlan(
    VectorClass Target, StepProgram Pack, StepProgram Predict, StepProgram? Forward, StepProgram? Backward,
    IReadOnlyList<LayerProgram> LayerPrograms, long PackedLength, ScratchSize PredictScratch, ScratchSize PassScratch);
