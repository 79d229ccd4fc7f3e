// Shows the description of the interface; Swagger UI is copied beside this file by the build.
window.SwaggerUIBundle({
  url: '/schema/openapi.json',
  dom_id: '#reader',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  validatorUrl: null,
});
